package keel.agents;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;

/** Small agents with real actions to test with. */
final class OffPolicySpecs {
    private static final ReplaySpec REPLAY = new ReplaySpec(500, 16, 60, 8, 4);
    private static final ExplorationSpec NOISE = new ExplorationSpec(new Linear(0.3, 0.1, 300), 0.8, 3);

    private OffPolicySpecs() {}

    static AgentSpec.CommonSpec common(Engine engine, int lanes, long steps, long evaluateEvery) {
        return new AgentSpec.CommonSpec(
                new EnvironmentSpec("Pendulum-v1", Map.of("max_episode_steps", 40L), lanes),
                steps,
                new EvaluationSpec(evaluateEvery, 2, 3),
                10,
                engine);
    }

    private static NetworkTraining network(RateSchedule rate) {
        return Specs.network(rate, Activation.RELU, 16);
    }

    static SacSpec sac(AgentSpec.CommonSpec common, double rate, double discount, EntropySpec entropy) {
        return new SacSpec(
                common,
                network(new Triangular(rate / 10, rate, 20, 0)),
                network(new Constant(rate)),
                entropy,
                REPLAY,
                NOISE,
                2,
                discount,
                0.01);
    }

    /** An entropy weight that is learned at twice this rate. */
    static EntropySpec automatic(double rate) {
        return new EntropySpec.Automatic(
                NetworkTraining.of(
                        new NetworkSpec(List.of(), Activation.IDENTITY), AdamSpec.DEFAULT, new Constant(2 * rate)),
                0.5,
                Optional.empty());
    }

    static Td3Spec td3(AgentSpec.CommonSpec common, double rate, double discount) {
        return new Td3Spec(
                common,
                network(new Triangular(rate / 10, rate, 20, 0)),
                network(new Constant(rate)),
                REPLAY,
                NOISE,
                2,
                discount,
                0.01,
                2,
                0.2,
                0.5);
    }

    static DdpgSpec ddpg(AgentSpec.CommonSpec common, double rate, double discount) {
        return new DdpgSpec(
                common, network(new Constant(rate / 10)), network(new Constant(rate)), REPLAY, NOISE, discount, 0.01);
    }

    /** One spec of each algorithm, and of each kind of entropy weight. */
    static List<AgentSpec> all(AgentSpec.CommonSpec common, double rate, double discount) {
        return List.of(
                sac(common, rate, discount, automatic(rate)),
                sac(common, rate, discount, new EntropySpec.Planned(new Linear(0.2, 0.01, 500))),
                td3(common, rate, discount),
                ddpg(common, rate, discount));
    }
}
