package keel.agents.onpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.agents.AgentSpec;
import keel.agents.EnvironmentSpec;
import keel.agents.EvaluationSpec;
import keel.agents.OnPolicySpec;
import keel.agents.policy.CategoricalPolicy;
import keel.training.Cohort;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Device;
import keel.training.network.Engine;
import keel.training.network.LayerSpec;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.network.RowTable;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TrunkTest {
    private static final int ROWS = 5;
    private static final int WIDTH = 3;
    private static final double ACTOR_WEIGHT = 0.7;
    private static final double CRITIC_WEIGHT = 1.9;

    private final CategoricalPolicy policy = new CategoricalPolicy(3);
    private final ActorLoss actorLoss = new ActorLoss(policy, new ClippedSurrogateLoss());
    private final RowTable observations = allRows(ROWS, WIDTH, new float[ROWS * WIDTH]);
    private final Minibatch batch = new Minibatch(1, ROWS, new Rollout(1, 1, ROWS, WIDTH, 1));
    private final float[] byOutputs = new float[ROWS * 3];
    private final float[] byValues = new float[ROWS];

    private static NetworkTraining training(NetworkSpec network) {
        return NetworkTraining.of(network, AdamSpec.DEFAULT, new Constant(1e-3), GradientClipping.NONE);
    }

    private static ActorCriticSpec networks(OutputSpec output) {
        NetworkSpec trunk = new NetworkSpec(
                Optional.empty(),
                List.of(new LayerSpec.Dense(6, Activation.TANH, false), new LayerSpec.Dense(4, Activation.TANH, false)),
                output,
                Optional.empty());
        NetworkTraining head = training(new NetworkSpec(List.of(5), Activation.TANH));
        return new ActorCriticSpec(head, head, Optional.of(training(trunk)), Optional.empty());
    }

    private static OnPolicySpec spec() {
        return new OnPolicySpec(
                new AgentSpec.CommonSpec(
                        new EnvironmentSpec("CartPole-v1", Map.of(), 1),
                        100,
                        new EvaluationSpec(100, 1, 1),
                        1,
                        Engine.STACKED),
                networks(new OutputSpec.LastLayer()),
                new RolloutSpec(ROWS, 0.99, 0.95, false),
                new Objective.PolicyGradient(),
                LossSpec.of(new Constant(0)));
    }

    /** A table of one member, all its rows chosen in order. */
    static RowTable allRows(int rows, int width, float[] values) {
        RowTable table = Device.CPU.table(1, rows, width, values);
        table.choose(IntStream.range(0, rows).toArray(), rows);
        return table;
    }

    /** The weighted sum of both losses, and its gradients by what the heads give. */
    private double loss(ActorCritic networks) {
        networks.forward(observations);
        actorLoss.compute(
                0,
                batch,
                networks.policyOutputs(),
                networks.free(),
                new ActorLoss.Coefficients(0.2, 0.1, ACTOR_WEIGHT),
                byOutputs,
                new float[1]);
        double criticLoss = CriticLoss.compute(
                0, batch, networks.values(), ValueLoss.SQUARED, Double.POSITIVE_INFINITY, CRITIC_WEIGHT, byValues);
        return ACTOR_WEIGHT * actorLoss.loss() + CRITIC_WEIGHT * criticLoss;
    }

    @Test
    void everyNetworksGradientIsThatOfTheWeightedSumOfTheLosses() {
        RandomStream random = RandomStream.named(5, "test");
        try (ActorCritic networks = new ActorCritic(List.of(spec()), new long[] {3}, WIDTH, policy, new Cohort(1))) {
            for (int i = 0; i < ROWS * WIDTH; i++) {
                observations.values()[i] = (float) random.nextGaussian();
            }
            observations.changed();
            for (int i = 0; i < ROWS; i++) {
                batch.actions[i] = random.nextInt(3);
                batch.advantages[i] = random.nextGaussian();
                batch.oldLogProbabilities[i] = Math.log(1.0 / 3) + 0.05 * random.nextGaussian();
                batch.valueTargets[i] = random.nextGaussian();
            }
            loss(networks);
            networks.backward(byOutputs, byValues, new float[1]);
            assertEquals(
                    List.of("actor", "critic", "trunk"),
                    networks.learners().stream().map(learner -> learner.name()).toList());
            networks.learners().forEach(learner -> {
                Network network = learner.network();
                float[] gradient = network.gradients().clone();
                double largest = 0;
                for (int i = 0; i < network.parameterCount(); i++) {
                    float original = network.parameters()[i];
                    double above = lossAt(networks, network, i, original + 1e-2f);
                    double below = lossAt(networks, network, i, original - 1e-2f);
                    lossAt(networks, network, i, original);
                    assertEquals((above - below) / 2e-2, gradient[i], 2e-3, learner.name() + " " + i);
                    largest = Math.max(largest, Math.abs(gradient[i]));
                }
                assertTrue(largest > 0.02, learner.name() + " has next to no gradient: " + largest);
            });
        }
    }

    private double lossAt(ActorCritic networks, Network network, int parameter, float value) {
        network.parameters()[parameter] = value;
        network.parametersChanged();
        return loss(networks);
    }

    @Test
    void aTrunkThatEndsWithALinearLayerIsRefused() {
        String message = Assertions.assertThrows(
                        InvalidConfigException.class, () -> networks(new OutputSpec.Linear(false)))
                .getMessage();
        assertTrue(message.contains("networks.trunk") && message.contains("output: last-layer"), message);
    }
}
