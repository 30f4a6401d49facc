package keel.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.dqn.Dqn;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.replay.ReplaySampling;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import keel.training.MemberResult;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.FeatureShape;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class DqnTest {
    private static final AgentSpec.CommonSpec CART_POLE = Specs.common("CartPole-v1", 2, 1200, 400);

    private static DqnSpec with(
            DqnSpec spec, double discount, double epsilonEnd, Optional<ReplaySampling> sampling, QLoss loss) {
        return new DqnSpec(
                spec.common(),
                spec.q(),
                spec.bufferSize(),
                spec.batch(),
                sampling.orElse(spec.sampling()),
                spec.learningStarts(),
                spec.trainEveryEnvSteps(),
                spec.gradientSteps(),
                spec.target(),
                discount,
                spec.returnSteps(),
                new Linear(1, epsilonEnd, 600),
                loss,
                spec.doubleQ(),
                spec.dueling());
    }

    private static Recorder train(List<DqnSpec> specs, long... seeds) {
        Recorder recorder = new Recorder(seeds.length);
        try (AgentTrainer trainer = AgentTrainer.create(specs, seeds, new NativeEnvironments())) {
            trainer.train(recorder);
        }
        return recorder;
    }

    @Test
    void membersMayDifferInDiscountExplorationAndExponentsOfPriority() {
        DqnSpec one = Specs.rainbow(CART_POLE, new Constant(1e-3), 0.98);
        ReplaySampling flat = new ReplaySampling.Prioritized(0.2, new Constant(1), 1e-3);
        DqnSpec other = with(one, 0.9, 0.5, Optional.of(flat), one.loss());
        assertEquals(one.cohortKey(), other.cohortKey());
        Recorder cohort = train(List.of(one, other), 1, 2);
        assertEquals(train(List.of(one), 1).of(0), cohort.of(0));
        assertEquals(train(List.of(other), 2).of(0), cohort.of(1));
        List<Double> epsilon = cohort.values(1, "coefficient/epsilon");
        assertEquals(0.5, epsilon.get(epsilon.size() - 1));
    }

    @Test
    void whatChangesAShapeOrAClockCannotShareACohort() {
        DqnSpec spec = Specs.dqn(CART_POLE, new Constant(1e-3), 0.98);
        DqnSpec quantiles = with(spec, 0.98, 0.1, Optional.empty(), new QLoss.QuantileHuber(3));
        assertFalse(spec.cohortKey().equals(quantiles.cohortKey()));
    }

    /** One state: of a terminated step of reward 1 every action is worth 1, of a truncated one 1 / (1 - γ) = 2. */
    @Test
    void returnsOverSeveralStepsKeepTerminatedAndTruncatedApart() {
        AgentSpec.CommonSpec common = Specs.common("Constant-v0", 2, 6000, 100_000);
        for (boolean truncates : new boolean[] {false, true}) {
            DqnSpec spec = Specs.rainbow(common, new Constant(3e-3), 0.5);
            Recorder recorder = new Recorder(1);
            try (AgentTrainer trainer =
                    AgentTrainer.create(List.of(spec), new long[] {1}, new ConstantEnvironments(1, truncates))) {
                trainer.train(recorder);
            }
            List<Double> q = recorder.values(0, "q/mean");
            assertEquals(truncates ? 2 : 1, q.get(q.size() - 1), 0.02, "truncates " + truncates);
        }
    }

    @Test
    void valuesAreThoseThatTheBestActionHasTheLargestOf() {
        for (DqnSpec spec : List.of(
                Specs.dqn(CART_POLE, new Constant(1e-3), 0.98), Specs.rainbow(CART_POLE, new Constant(1e-3), 0.98))) {
            Cohort cohort = new Cohort(2);
            Lanes lanes =
                    new Lanes(new NativeEnvironments(), CART_POLE.environment(), new double[] {0.98, 0.98}, cohort);
            try (Dqn dqn = spec.start(List.of(spec, spec), new long[] {1, 2}, lanes, cohort)) {
                float[] observations = new float[2 * 3 * 4];
                RandomStream random = RandomStream.named(0, "observations");
                for (int i = 0; i < observations.length; i++) {
                    observations[i] = (float) random.nextGaussian();
                }
                float[] best = new float[6];
                dqn.act(observations, 3, best);
                float[] other = new float[6];
                for (int i = 0; i < 6; i++) {
                    other[i] = 1 - best[i];
                }
                float[] ofBest = dqn.values(observations, best, 3).orElseThrow().clone();
                float[] ofOther = dqn.values(observations, other, 3).orElseThrow();
                for (int i = 0; i < 6; i++) {
                    assertTrue(ofBest[i] > ofOther[i], i + ": " + ofBest[i] + " and " + ofOther[i]);
                }
            }
        }
    }

    /** ε is 1 before the first step and its schedule's end in the end; exploring then follows the best actions or does not. */
    @Test
    void exploringActsAtRandomAsOftenAsEpsilonSays() {
        DqnSpec spec =
                with(Specs.dqn(CART_POLE, new Constant(1e-3), 0.98), 0.98, 0.1, Optional.empty(), new QLoss.Huber());
        Cohort cohort = new Cohort(1);
        Lanes lanes = new Lanes(new NativeEnvironments(), CART_POLE.environment(), new double[] {0.98}, cohort);
        try (Dqn dqn = spec.start(List.of(spec), new long[] {1}, lanes, cohort)) {
            float[] observations = new float[4000];
            float[] best = new float[1000];
            dqn.act(observations, 1000, best);
            float[] chosen = new float[1000];
            dqn.explore(observations, 1000, dqn.environmentSteps(), List.of(RandomStream.named(0, "a")), chosen);
            assertEquals(500, differing(best, chosen), 60);
            while (dqn.environmentSteps() < 1000) {
                dqn.round(1000, new Recorder(1));
            }
            dqn.act(observations, 1000, best);
            dqn.explore(observations, 1000, dqn.environmentSteps(), List.of(RandomStream.named(0, "a")), chosen);
            // Half of the random ones are the best all the same: 50 of 1000, with a deviation of 7.
            assertEquals(50, differing(best, chosen), 28);
        }
    }

    private static int differing(float[] a, float[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 0 : 1;
        }
        return count;
    }

    @Test
    void aConvolutionalNetworkLearnsToLookAtAnImage() {
        NetworkSpec network = new NetworkSpec(
                Optional.of(new FeatureShape.Image(1, PixelEnvironments.SIDE, PixelEnvironments.SIDE)),
                List.of(new LayerSpec.Convolution(4, 2, 1, 0, Activation.RELU, false)),
                new OutputSpec.Linear(false),
                Optional.empty());
        AgentSpec.CommonSpec common = new AgentSpec.CommonSpec(
                new EnvironmentSpec("Pixel-v0", Map.of(), 4), 2000, new EvaluationSpec(10_000, 1, 50), 10, Engine.DL4J);
        DqnSpec spec = new DqnSpec(
                common,
                NetworkTraining.of(network, AdamSpec.DEFAULT, new Constant(1e-2)),
                1000,
                32,
                new ReplaySampling.Uniform(),
                100,
                8,
                2,
                new TargetUpdate.Hard(100),
                0.9,
                1,
                new Linear(1, 0.1, 1000),
                new QLoss.Squared(),
                true,
                true);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {3}, new PixelEnvironments())) {
            MemberResult result = trainer.train(new Recorder(1)).get(0);
            // 50 guesses would give 45 right ones with a chance of 1e-9.
            double score = result.finalScores().get("eval/return");
            assertTrue(score >= 0.9, "right in a share of " + score);
        }
    }
}
