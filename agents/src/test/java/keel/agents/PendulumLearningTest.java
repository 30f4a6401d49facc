package keel.agents;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.NativeEnvironments;
import keel.training.MemberResult;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether agents with real actions learn to swing up a pendulum, over several seeds, with small networks and batches. Random
 * actions score about -1200; the presets' own figures are in docs/results.
 */
@Tag("learning")
class PendulumLearningTest {
    private static final int SEEDS = 4;
    private static final NetworkTraining TRAINING = training(new NetworkSpec(List.of(64, 64), Activation.RELU));

    private static NetworkTraining training(NetworkSpec network) {
        return NetworkTraining.of(network, AdamSpec.DEFAULT, new Constant(2e-3));
    }

    private static AgentSpec.CommonSpec common(long steps) {
        return new AgentSpec.CommonSpec(
                new EnvironmentSpec("Pendulum-v1", Map.of(), 1),
                steps,
                new EvaluationSpec(steps, 1, 20),
                1000,
                Engine.STACKED);
    }

    private static ExplorationSpec noise(double deviation) {
        return new ExplorationSpec(new Constant(deviation), 0, 1);
    }

    private static void everySeedReaches(double bar, AgentSpec spec) {
        long[] seeds = new long[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            seeds[i] = i;
        }
        try (AgentTrainer trainer =
                AgentTrainer.create(Collections.nCopies(SEEDS, spec), seeds, new NativeEnvironments())) {
            for (MemberResult result : trainer.train(new Recorder(SEEDS))) {
                double score = result.finalScores().getOrDefault("eval/return", Double.NEGATIVE_INFINITY);
                assertTrue(score >= bar, result + " scored " + score);
            }
        }
    }

    /** Scored -117 to -169 when this was written. */
    @Test
    void sacLearnsForEverySeed() {
        EntropySpec entropy = new EntropySpec.Automatic(
                training(new NetworkSpec(List.of(), Activation.IDENTITY)), 1, Optional.empty());
        everySeedReaches(
                -300,
                new SacSpec(
                        common(5000),
                        TRAINING,
                        TRAINING,
                        entropy,
                        new ReplaySpec(5000, 64, 100, 1, 1),
                        noise(0),
                        2,
                        0.99,
                        0.005));
    }

    /** Scored -156 to -600 when this was written. */
    @Test
    void td3LearnsForEverySeed() {
        everySeedReaches(
                -800,
                new Td3Spec(
                        common(6000),
                        TRAINING,
                        TRAINING,
                        new ReplaySpec(6000, 64, 1000, 1, 1),
                        noise(0.1),
                        2,
                        0.98,
                        0.005,
                        2,
                        0.2,
                        0.5));
    }

    /** Scored -121 to -436 when this was written. */
    @Test
    void ddpgLearnsForEverySeed() {
        everySeedReaches(
                -800,
                new DdpgSpec(
                        common(6000),
                        TRAINING,
                        TRAINING,
                        new ReplaySpec(6000, 64, 1000, 1, 1),
                        noise(0.1),
                        0.98,
                        0.005));
    }
}
