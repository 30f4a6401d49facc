package keel.agents;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.agents.onpolicy.ValueLoss;
import keel.agents.replay.ReplaySampling;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;

/** Small agents to test with. */
final class Specs {
    private Specs() {}

    static AgentSpec.CommonSpec common(String environment, int lanes, long steps, long evaluateEvery) {
        return new AgentSpec.CommonSpec(
                new EnvironmentSpec(environment, Map.of(), lanes),
                steps,
                new EvaluationSpec(evaluateEvery, 2, 3),
                10,
                Engine.STACKED);
    }

    static NetworkTraining network(RateSchedule rate, Activation activation, int... hidden) {
        return NetworkTraining.of(
                new NetworkSpec(Arrays.stream(hidden).boxed().toList(), activation),
                AdamSpec.DEFAULT,
                rate,
                GradientClipping.byNorm(10.0));
    }

    static DqnSpec dqn(AgentSpec.CommonSpec common, RateSchedule rate, double discount) {
        return new DqnSpec(
                common,
                network(rate, Activation.RELU, 16),
                1000,
                16,
                new ReplaySampling.Uniform(),
                50,
                8,
                4,
                new TargetUpdate.Hard(16),
                discount,
                1,
                new Linear(1, 0.1, common.environmentSteps() / 2),
                new QLoss.Huber(),
                true,
                false);
    }

    /** With every option that {@link #dqn} leaves out. */
    static DqnSpec rainbow(AgentSpec.CommonSpec common, RateSchedule rate, double discount) {
        return new DqnSpec(
                common,
                network(rate, Activation.RELU, 16),
                200,
                16,
                new ReplaySampling.Prioritized(0.6, new Linear(0.4, 1, common.environmentSteps()), 1e-6),
                50,
                8,
                4,
                new TargetUpdate.Soft(0.1),
                discount,
                3,
                new Linear(1, 0.1, common.environmentSteps() / 2),
                new QLoss.QuantileHuber(5),
                false,
                true);
    }

    static OnPolicySpec a2c(AgentSpec.CommonSpec common, RateSchedule actor, RateSchedule critic, double discount) {
        return new OnPolicySpec(
                common,
                ActorCriticSpec.of(network(actor, Activation.TANH, 16), network(critic, Activation.TANH, 16)),
                new RolloutSpec(5, discount, 0.95, false),
                new Objective.PolicyGradient(),
                LossSpec.of(new Constant(0.01)));
    }

    /** Three epochs of two minibatches and a smaller one, and a member that goes too far stops. */
    static OnPolicySpec ppo(AgentSpec.CommonSpec common, RateSchedule actor, RateSchedule critic, double discount) {
        return new OnPolicySpec(
                common,
                ActorCriticSpec.of(network(actor, Activation.TANH, 16), network(critic, Activation.TANH, 16)),
                new RolloutSpec(20, discount, 0.95, true),
                new Objective.ClippedSurrogate(
                        new Linear(0.3, 0.1, 1000), 3, 16, Optional.of(0.004), Optional.of(new Constant(0.5))),
                new LossSpec(new Linear(0.01, 0, 1000), ValueLoss.HUBER, 1, 0.5));
    }

    /** One spec of each algorithm at this rate, and one with all options of DQN. */
    static List<AgentSpec> all(AgentSpec.CommonSpec common, double rate, double discount) {
        return List.of(
                dqn(common, new Constant(rate), discount),
                a2c(common, new Triangular(rate / 10, rate, 20, 0), new Constant(rate), discount),
                ppo(common, new Triangular(rate / 10, rate, 20, 0), new Constant(rate), discount),
                rainbow(common, new Constant(rate), discount));
    }
}
