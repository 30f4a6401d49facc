package keel.agents.td3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.agents.Td3Spec;
import keel.agents.offpolicy.Sb3Reference;
import keel.training.Cohort;
import keel.training.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One update, held against the same one done by Stable-Baselines3. */
class Td3UpdateTest {
    private static String[] critics(String algorithm, String ending) {
        return algorithm.equals("td3") ? new String[] {"q1" + ending, "q2" + ending} : new String[] {"q1" + ending};
    }

    /** Which networks go by plain gradient descent. */
    private static Td3Update updated(String algorithm, Sb3Reference sb3, boolean actor, boolean critic) {
        Td3Spec spec = new Td3Spec(
                Sb3Reference.common(),
                sb3.training(actor),
                sb3.training(critic),
                sb3.replay(),
                Sb3Reference.noExploration(),
                critics(algorithm, "").length,
                sb3.number("settings", "discount"),
                sb3.number("settings", "tau"),
                1,
                sb3.number("settings", "targetNoise"),
                sb3.number("settings", "targetNoiseClip"));
        Td3Update update = new Td3Update(List.of(spec), new long[] {1}, new Cohort(1), 3, 1);
        sb3.load(update.actor().network(), "actor");
        sb3.load(update.targetActor(), "actorTarget");
        sb3.load(update.critics().learner().network(), critics(algorithm, ""));
        sb3.load(update.critics().target(), critics(algorithm, "Target"));
        float[] draws = sb3.floats("draws");
        for (int i = 0; i < draws.length; i++) {
            update.noise()[i] = draws[i];
        }
        update.learnValuesWithNoise(sb3.batch(), true);
        assertTrue(update.actorIsDue());
        update.learnPolicy(sb3.batch(), true);
        return update;
    }

    @ParameterizedTest
    @ValueSource(strings = {"td3", "ddpg"})
    void lossesTargetsAndNetworksAreThoseOfStableBaselines(String algorithm) {
        Sb3Reference sb3 = new Sb3Reference(algorithm);
        try (Td3Update update = updated(algorithm, sb3, false, false)) {
            Map<String, Double> values = new LinkedHashMap<>();
            update.critics().describe(0, values);
            update.actor().describe(0, values);
            assertEquals(sb3.number("logged", "critic_loss"), values.get("loss/critic"), 2e-4);
            assertEquals(sb3.number("logged", "actor_loss"), values.get("loss/actor"), 1e-5);
            float[] targets = sb3.floats("targets");
            for (int i = 0; i < targets.length; i++) {
                assertEquals(targets[i], update.targets()[i], 1e-5);
            }
            sb3.assertAfter(update.critics().learner().network(), 1e-5, critics(algorithm, ""));
            sb3.assertAfter(update.actor().network(), 1e-5, "actor");
            sb3.assertAfter(update.critics().target(), 1e-5, critics(algorithm, "Target"));
            sb3.assertAfter(update.targetActor(), 1e-5, "actorTarget");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"td3", "ddpg"})
    void gradientsAreThoseOfStableBaselines(String algorithm) {
        Sb3Reference sb3 = new Sb3Reference(algorithm);
        try (Td3Update update = updated(algorithm, sb3, true, false)) {
            sb3.assertMovedByGradient(update.actor().network(), 1e-4, "actor");
        }
        try (Td3Update update = updated(algorithm, sb3, false, true)) {
            Network critic = update.critics().learner().network();
            sb3.assertMovedByGradient(critic, 1e-4, critics(algorithm, ""));
        }
    }

    /** 0.9 + 0.3 is moved to the bound 1; a noise of 3 deviations of 0.2 is clipped to 0.5. */
    @Test
    void smoothingClipsNoiseThenActions() {
        float[] actions = {0.9f, -0.2f, 0.1f};
        SquashedMean.smooth(actions, new double[] {1.5, 3, -0.5}, 0, 3, 0.2, 0.5);
        assertEquals(1f, actions[0]);
        assertEquals(0.3f, actions[1], 1e-7);
        assertEquals(0f, actions[2], 1e-7);
        float[] same = {0.9f};
        SquashedMean.smooth(same, new double[] {5}, 0, 1, 0, 0.5);
        assertEquals(0.9f, same[0]);
    }

    @Test
    void gradientPassesTheSquashing() {
        float[] outputs = {0.3f, -1.2f, 4f};
        float[] actions = new float[3];
        SquashedMean.place(outputs, actions, 0, 3);
        float[] gradient = new float[3];
        SquashedMean.gradient(actions, new float[] {2, -3, 1}, gradient);
        double[] slopes = {2, -3, 1};
        for (int i = 0; i < 3; i++) {
            double h = 1e-4;
            double slope = (Math.tanh(outputs[i] + h) - Math.tanh(outputs[i] - h)) / (2 * h);
            assertEquals(slopes[i] * slope, gradient[i], 1e-6);
        }
        assertEquals(1.0 / 3, SquashedMean.saturation(actions, 0, 3), 1e-12);
    }
}
