package keel.agents.sac;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.EntropySpec;
import keel.agents.SacSpec;
import keel.agents.offpolicy.Sb3Reference;
import keel.training.Cohort;
import org.junit.jupiter.api.Test;

/** One update, held against the same one done by Stable-Baselines3. */
class SacUpdateTest {
    private static final Sb3Reference SB3 = new Sb3Reference("sac");

    /** Which networks go by plain gradient descent. */
    private static SacUpdate updated(boolean actor, boolean critic, boolean temperature) {
        SacSpec spec = new SacSpec(
                Sb3Reference.common(),
                SB3.training(actor),
                SB3.training(critic),
                new EntropySpec.Automatic(
                        SB3.freeNumber(temperature),
                        StrictMath.exp(SB3.number("logEntropyWeight")),
                        Optional.of(SB3.number("settings", "targetEntropy"))),
                SB3.replay(),
                Sb3Reference.noExploration(),
                2,
                SB3.number("settings", "discount"),
                SB3.number("settings", "tau"));
        SacUpdate update = new SacUpdate(List.of(spec), new long[] {1}, new Cohort(1), 3, 1);
        SB3.load(update.actor().network(), "actor");
        SB3.load(update.critics().learner().network(), "q1", "q2");
        SB3.load(update.critics().target(), "q1Target", "q2Target");
        float[] now = SB3.floats("draws", "observations");
        float[] next = SB3.floats("draws", "nextObservations");
        for (int i = 0; i < now.length; i++) {
            update.now().noise()[i] = now[i];
            update.next().noise()[i] = next[i];
        }
        update.learnWithNoise(SB3.batch(), 0, true);
        return update;
    }

    private static float logWeight(SacUpdate update) {
        float[] parameters = update.learners().get(2).network().parameters();
        return parameters[parameters.length - 1];
    }

    private static void assertNear(float[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance, "at " + i);
        }
    }

    @Test
    void lossesTargetsAndActionsAreThoseOfStableBaselines() {
        try (SacUpdate update = updated(false, false, false)) {
            Map<String, Double> values = new LinkedHashMap<>();
            update.describe(0, values);
            assertEquals(SB3.number("logged", "ent_coef"), values.get("policy/entropy_weight"), 1e-6);
            assertEquals(SB3.number("logged", "critic_loss"), values.get("loss/critic"), 1e-4);
            assertEquals(SB3.number("logged", "actor_loss"), values.get("loss/actor"), 1e-5);
            assertEquals(SB3.number("logged", "ent_coef_loss"), values.get("loss/temperature"), 1e-5);
            // Stable-Baselines3 adds 1e-6 to 1 - a² before the logarithm, which shows where an action is near a bound.
            assertNear(SB3.floats("logProbs"), update.now().logProbabilities(), 1e-3);
            assertNear(SB3.floats("nextLogProbs"), update.next().logProbabilities(), 1e-3);
            float[] actions = SB3.floats("actions");
            float[] targets = SB3.floats("targets");
            for (int i = 0; i < targets.length; i++) {
                assertEquals(actions[i], update.now().actions()[i], 1e-6);
                assertEquals(targets[i], update.targets()[i], 2e-4);
            }
        }
    }

    @Test
    void everyNetworkEndsWhereThatOfStableBaselinesDoes() {
        try (SacUpdate update = updated(false, false, false)) {
            SB3.assertAfter(update.critics().learner().network(), 1e-5, "q1", "q2");
            SB3.assertAfter(update.actor().network(), 1e-5, "actor");
            SB3.assertAfter(update.critics().target(), 1e-5, "q1Target", "q2Target");
            assertEquals(SB3.number("logEntropyWeightAfter"), logWeight(update), 1e-6);
        }
    }

    @Test
    void gradientsAreThoseOfStableBaselines() {
        try (SacUpdate update = updated(true, false, true)) {
            SB3.assertMovedByGradient(update.actor().network(), 1e-4, "actor");
            assertEquals(
                    SB3.number("gradients", "logEntropyWeight"),
                    SB3.number("logEntropyWeight") - logWeight(update),
                    1e-5);
        }
        try (SacUpdate update = updated(false, true, false)) {
            SB3.assertMovedByGradient(update.critics().learner().network(), 1e-4, "q1", "q2");
        }
    }
}
