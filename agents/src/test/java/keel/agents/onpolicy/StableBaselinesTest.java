package keel.agents.onpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.EnvironmentSpec;
import keel.agents.EvaluationSpec;
import keel.agents.Lanes;
import keel.agents.OnPolicySpec;
import keel.agents.policy.CategoricalPolicy;
import keel.agents.policy.GaussianPolicy;
import keel.agents.policy.Policy;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RmsPropSpec;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same updates as Stable-Baselines3's on batches recorded from it (benchmarks/peers/sb3_reference_updates.py). */
class StableBaselinesTest {
    private static final JsonNode REFERENCE = reference();
    private static final double TOLERANCE = 1e-5;

    private static JsonNode reference() {
        try (InputStream in = StableBaselinesTest.class.getResourceAsStream("/reference/sb3-updates.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] numbers(JsonNode array) {
        double[] result = new double[array.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = array.get(i).doubleValue();
        }
        return result;
    }

    private static void copy(JsonNode array, float[] to) {
        assertEquals(to.length, array.size());
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) array.get(i).doubleValue();
        }
    }

    private static void copy(JsonNode array, double[] to) {
        assertEquals(to.length, array.size());
        System.arraycopy(numbers(array), 0, to, 0, to.length);
    }

    /** Weights and biases of each layer, as a member's parameters lie. */
    private static double[] flat(JsonNode network, int count) {
        double[] all = new double[count];
        int at = 0;
        for (JsonNode layer : network.get("layers")) {
            for (String part : List.of("weights", "biases")) {
                double[] own = numbers(layer.get(part));
                System.arraycopy(own, 0, all, at, own.length);
                at += own.length;
            }
        }
        assertEquals(count, at);
        return all;
    }

    private static void set(Network network, double[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            network.parameters()[i] = (float) parameters[i];
        }
        network.parametersChanged();
    }

    private static void near(String what, double[] expected, float[] actual, double tolerance) {
        double largest = 0;
        for (double number : expected) {
            largest = Math.max(largest, Math.abs(number));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[actual.length - expected.length + i], tolerance * largest, what + " " + i);
        }
    }

    private static OptimizerSpec optimizer(JsonNode settings) {
        double epsilon = settings.get("epsilon").doubleValue();
        return settings.get("optimiser").textValue().equals("adam")
                ? new AdamSpec(0.9, 0.999, epsilon)
                : new RmsPropSpec(settings.get("alpha").doubleValue(), epsilon, false, 0, 0);
    }

    private static OnPolicySpec spec(JsonNode recorded, boolean gaussian) {
        JsonNode settings = recorded.get("settings");
        NetworkTraining training = training(settings, new NetworkSpec(List.of(8, 8), Activation.TANH));
        Optional<ActorCriticSpec.Spread> spread = gaussian
                ? Optional.of(new ActorCriticSpec.Spread(
                        training(settings, new NetworkSpec(List.of(), Activation.IDENTITY)), 0))
                : Optional.empty();
        return new OnPolicySpec(
                new AgentSpec.CommonSpec(
                        new EnvironmentSpec("CartPole-v1", Map.of(), 1),
                        100,
                        new EvaluationSpec(100, 1, 1),
                        1,
                        Engine.STACKED),
                new ActorCriticSpec(training, training, Optional.empty(), spread),
                new RolloutSpec(32, 0.99, 0.95, true),
                new Objective.PolicyGradient(),
                LossSpec.of(new Constant(0)));
    }

    private static NetworkTraining training(JsonNode settings, NetworkSpec network) {
        return NetworkTraining.of(
                network,
                optimizer(settings),
                new Constant(settings.get("rate").doubleValue()),
                GradientClipping.byNorm(settings.get("maxGradientNorm").doubleValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppo", "ppoClippedValue", "ppoGaussian", "a2c"})
    void lossesGradientsAndStepAreThoseOfStableBaselines3(String name) {
        JsonNode recorded = REFERENCE.get(name);
        JsonNode settings = recorded.get("settings");
        JsonNode batch = recorded.get("batch");
        JsonNode logged = recorded.get("logged");
        boolean gaussian = recorded.get("networks").has("logStd");
        boolean clipped = settings.has("clipRange");
        int rows = batch.get("rows").intValue();
        int width = batch.get("observations").size() / rows;
        Policy policy = gaussian ? new GaussianPolicy(1) : new CategoricalPolicy(2);
        try (ActorCritic networks =
                new ActorCritic(List.of(spec(recorded, gaussian)), new long[] {0}, width, policy, new Cohort(1))) {
            Network actor = networks.learners().get(0).network();
            Network critic = networks.learners().get(1).network();
            set(actor, flat(recorded.get("networks").get("actor"), actor.parameterCount()));
            set(critic, flat(recorded.get("networks").get("critic"), critic.parameterCount()));
            if (gaussian) {
                double logStd = recorded.get("networks").get("logStd").get(0).doubleValue();
                set(networks.learners().get(2).network(), new double[] {0, logStd});
            }
            Minibatch minibatch = minibatch(batch, rows, width, settings);
            float[] observations = new float[rows * width];
            copy(batch.get("observations"), observations);
            networks.forward(TrunkTest.allRows(rows, width, observations));
            ActorLoss actorLoss =
                    new ActorLoss(policy, clipped ? new ClippedSurrogateLoss() : new PolicyGradientLoss());
            double entropyWeight = settings.get("entropyWeight").doubleValue();
            double clipRange = settings.path("clipRange").doubleValue();
            float[] byOutputs = new float[rows * policy.outputs()];
            float[] byFree = new float[1];
            actorLoss.compute(
                    0,
                    minibatch,
                    networks.policyOutputs(),
                    networks.free(),
                    new ActorLoss.Coefficients(clipRange, entropyWeight, 1),
                    byOutputs,
                    byFree);
            // Half the mean square, at weight 1, is the mean square at 0.5.
            double criticWeight = 2 * settings.get("valueWeight").doubleValue();
            double valueClip = settings.has("valueClipRange")
                    ? settings.get("valueClipRange").doubleValue()
                    : Double.MAX_VALUE;
            float[] byValues = new float[rows];
            double criticLoss = CriticLoss.compute(
                    0, minibatch, networks.values(), ValueLoss.SQUARED, valueClip, criticWeight, byValues);

            String policyLoss = clipped ? "policy_gradient_loss" : "policy_loss";
            assertEquals(-logged.get("entropy_loss").doubleValue(), actorLoss.entropy(), TOLERANCE);
            assertEquals(
                    logged.get(policyLoss).doubleValue(),
                    actorLoss.loss() + entropyWeight * actorLoss.entropy(),
                    TOLERANCE);
            assertEquals(logged.get("value_loss").doubleValue() / 2, criticLoss, 1e-5 * criticLoss);
            if (clipped) {
                assertEquals(logged.get("approx_kl").doubleValue(), actorLoss.kl(), TOLERANCE);
                assertEquals(logged.get("clip_fraction").doubleValue(), actorLoss.clipFraction(), 1e-9);
            }
            if (gaussian) {
                double logStd = recorded.get("networks").get("logStd").get(0).doubleValue();
                assertEquals(Math.exp(logStd), policy.deviation(), TOLERANCE);
            }
            networks.backward(byOutputs, byValues, byFree);
            JsonNode gradients = recorded.get("gradients");
            near("actor", flat(gradients.get("actor"), actor.parameterCount()), actor.gradients(), TOLERANCE);
            near("critic", flat(gradients.get("critic"), critic.parameterCount()), critic.gradients(), TOLERANCE);
            if (gaussian) {
                near(
                        "log-std",
                        numbers(gradients.get("logStd")),
                        networks.learners().get(2).network().gradients(),
                        TOLERANCE);
            } else {
                JsonNode after = recorded.get("afterClippedAlone");
                double[] losses = {0};
                networks.update(losses, losses, losses, new boolean[1], false);
                near("actor after", flat(after.get("actor"), actor.parameterCount()), actor.parameters(), 1e-6);
                near("critic after", flat(after.get("critic"), critic.parameterCount()), critic.parameters(), 1e-6);
            }
        }
    }

    private static Minibatch minibatch(JsonNode batch, int rows, int width, JsonNode settings) {
        Rollout rollout = new Rollout(1, 1, rows, width, 1);
        copy(batch.get("actions"), rollout.actions);
        copy(batch.get("oldLogProbs"), rollout.logProbabilities);
        copy(batch.get("oldValues"), rollout.values);
        copy(batch.get("advantages"), rollout.advantages);
        copy(batch.get("returns"), rollout.valueTargets);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        Minibatch minibatch = new Minibatch(1, rows, rollout);
        minibatch.takeTargets(
                0, rollout, order, 0, settings.get("normaliseAdvantages").booleanValue());
        return minibatch;
    }

    /** One environment terminates, the other is cut off, both go on after a reset. */
    @Test
    void advantagesAreThoseOfStableBaselines3() {
        JsonNode gae = REFERENCE.get("gae");
        int steps = gae.get("steps").intValue();
        int lanes = gae.get("environments").intValue();
        Rollout rollout = new Rollout(1, lanes, steps, 4, 1);
        copy(gae.get("values"), rollout.values);
        EnvironmentSpec environment = new EnvironmentSpec("CartPole-v1", Map.of(), lanes);
        try (Lanes source = new Lanes(new NativeEnvironments(), environment, new double[] {1}, new Cohort(1))) {
            for (int t = 0; t < steps; t++) {
                for (int lane = 0; lane < lanes; lane++) {
                    int i = t * lanes + lane;
                    source.rewards()[lane] = gae.get("rewards").get(i).doubleValue();
                    source.terminated()[lane] = gae.get("terminated").get(i).booleanValue();
                    source.truncated()[lane] = gae.get("truncated").get(i).booleanValue();
                    JsonNode future = source.truncated()[lane]
                            ? gae.get("finalValues").get(i)
                            : gae.get("lastValues").get(lane);
                    rollout.nextValues[i] = (float) future.doubleValue();
                }
                rollout.after(0, t, source);
            }
        }
        rollout.estimateAdvantages(
                0, gae.get("discount").doubleValue(), gae.get("lambda").doubleValue());
        double[] advantages = numbers(gae.get("advantages"));
        double[] returns = numbers(gae.get("returns"));
        for (int i = 0; i < advantages.length; i++) {
            assertEquals(advantages[i], rollout.advantages[i], 2e-6, "advantage " + i);
            assertEquals(returns[i], rollout.valueTargets[i], 2e-6, "return " + i);
        }
    }
}
