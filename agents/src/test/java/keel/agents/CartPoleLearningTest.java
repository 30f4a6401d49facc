package keel.agents;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.agents.replay.ReplaySampling;
import keel.env.NativeEnvironments;
import keel.training.MemberResult;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether agents learn, over several seeds. Slow; the presets' own figures are in docs/results. */
@Tag("learning")
class CartPoleLearningTest {
    private static AgentSpec.CommonSpec common(int lanes, long steps) {
        return new AgentSpec.CommonSpec(
                new EnvironmentSpec("CartPole-v1", Map.of(), lanes),
                steps,
                new EvaluationSpec(steps, 5, 20),
                1000,
                Engine.STACKED);
    }

    private static long reaching(double bar, AgentSpec spec, int seeds) {
        long[] all = new long[seeds];
        for (int i = 0; i < seeds; i++) {
            all[i] = i;
        }
        try (AgentTrainer trainer =
                AgentTrainer.create(Collections.nCopies(seeds, spec), all, new NativeEnvironments())) {
            List<MemberResult> results = trainer.train(new Recorder(seeds));
            return results.stream()
                    .filter(r -> r.finalScores().getOrDefault("eval/return", 0.0) >= bar)
                    .count();
        }
    }

    /** A learner that reaches the bar in 80 % of seeds would miss 7 of 10 with a chance of 12 %; ours has reached all. */
    @Test
    void a2cReachesFourHundredAndSeventyFiveForAtLeastSevenOfTenSeeds() {
        AdamSpec adam = new AdamSpec(0.9, 0.999, 1e-5);
        NetworkSpec network = new NetworkSpec(List.of(64, 64), Activation.TANH);
        NetworkTraining training = NetworkTraining.of(network, adam, new Constant(7e-4), GradientClipping.byNorm(0.5));
        OnPolicySpec spec = new OnPolicySpec(
                common(8, 200_000),
                ActorCriticSpec.of(training, training),
                new RolloutSpec(5, 0.99, 1, false),
                new Objective.PolicyGradient(),
                LossSpec.of(new Constant(0)));
        long good = reaching(475, spec, 10);
        assertTrue(good >= 7, good + " of 10 seeds");
    }

    /** A small network and a third of the preset's updates: far from the bar, but no random agent (about 22) comes near. */
    @Test
    void dqnLearnsToBalanceForEverySeed() {
        NetworkTraining q = NetworkTraining.of(
                new NetworkSpec(List.of(128, 128), Activation.RELU),
                AdamSpec.DEFAULT,
                new Cosine(2.3e-3, 1e-5, 9000),
                GradientClipping.byNorm(10.0));
        DqnSpec spec = new DqnSpec(
                common(1, 20_000),
                q,
                100_000,
                64,
                new ReplaySampling.Uniform(),
                1000,
                256,
                128,
                new TargetUpdate.Hard(10),
                0.98,
                1,
                new Linear(1, 0.04, 3200),
                new QLoss.Huber(),
                true,
                false);
        long good = reaching(80, spec, 4);
        assertTrue(good == 4, good + " of 4 seeds");
    }
}
