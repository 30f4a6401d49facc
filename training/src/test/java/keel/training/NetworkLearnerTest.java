package keel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.training.network.Activation;
import keel.training.network.MlpLayout;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.optimizer.AdamSpec;
import keel.training.rate.Constant;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import org.junit.jupiter.api.Test;

/** A linear network of one input and one output has two parameters, weight and bias, and gradients that are easily made. */
class NetworkLearnerTest {
    private static final NetworkSpec LINEAR = new NetworkSpec(List.of(), Activation.RELU);

    private static NetworkLearner learner(Cohort cohort, Optional<Double> bound, RateSchedule... rates) {
        Network network = new StackedMlp(new MlpLayout(1, LINEAR, 1), rates.length);
        List<NetworkTraining> trainings = new ArrayList<>();
        for (RateSchedule rate : rates) {
            trainings.add(new NetworkTraining(LINEAR, AdamSpec.DEFAULT, rate, bound));
        }
        NetworkLearner learner = new NetworkLearner("critic", network, trainings, cohort);
        Arrays.fill(network.parameters(), 1f);
        network.parametersChanged();
        return learner;
    }

    /** One update in which a member's gradient is (3 g, g): input 3, output gradient g. */
    private static void update(NetworkLearner learner, double loss, float... outputGradients) {
        float[] input = new float[outputGradients.length];
        Arrays.fill(input, 3f);
        learner.network().forward(input, 1);
        learner.network().backward(outputGradients);
        double[] losses = new double[outputGradients.length];
        Arrays.fill(losses, loss);
        learner.update(losses, true);
    }

    private static Map<String, Double> telemetry(NetworkLearner learner, int member) {
        Map<String, Double> values = new LinkedHashMap<>();
        learner.describe(member, values);
        return values;
    }

    @Test
    void telemetryIsWhatHappened() {
        try (NetworkLearner learner = learner(new Cohort(1), Optional.empty(), new Constant(0.01))) {
            update(learner, 7.5, 4f);
            // Adam's first step moves both parameters by the rate; the gradient is (12, 4).
            Map<String, Double> values = telemetry(learner, 0);
            assertEquals(0.01, values.get("rate/critic"));
            assertEquals(7.5, values.get("loss/critic"));
            assertEquals(Math.sqrt(160), values.get("gradient_norm/critic"), 1e-6);
            assertEquals(0.01 * Math.sqrt(2) / Math.sqrt(2), values.get("update_ratio/critic"), 1e-6);
            assertEquals(0.99 * Math.sqrt(2), values.get("weight_norm/critic"), 1e-6);
            assertEquals(1, learner.updates());
        }
    }

    @Test
    void aRateOfZeroTouchesNeitherParametersNorMomentsButTheClockGoesOn() {
        // Triangle of period 2: rates 0, 0.01, 0, 0.01.
        try (NetworkLearner cyclic = learner(new Cohort(1), Optional.empty(), new Triangular(0, 0.01, 2, 0));
                NetworkLearner constant = learner(new Cohort(1), Optional.empty(), new Constant(0.01))) {
            for (int u = 0; u < 4; u++) {
                update(cyclic, 1, u % 2 == 0 ? 100f : u);
                if (u % 2 == 1) {
                    update(constant, 1, u);
                } else {
                    assertEquals(0.0, telemetry(cyclic, 0).get("update_ratio/critic"));
                }
            }
            assertArrayEquals(constant.network().parameters(), cyclic.network().parameters());
            assertEquals(4, cyclic.updates());
            assertEquals(0.01, telemetry(cyclic, 0).get("rate/critic"));
        }
    }

    @Test
    void clippingKeepsTheDirectionAndBoundsTheLength() {
        // Two updates: Adam's moments see the clipped gradient, so the second step tells its length.
        try (NetworkLearner clipped = learner(new Cohort(1), Optional.of(1.0), new Constant(0.01));
                NetworkLearner small = learner(new Cohort(1), Optional.empty(), new Constant(0.01))) {
            update(clipped, 1, 400f);
            update(small, 1, (float) (1 / Math.sqrt(10)));
            update(clipped, 1, 0.1f);
            update(small, 1, 0.1f);
            assertArrayEquals(small.network().parameters(), clipped.network().parameters(), 1e-6f);
            assertEquals(0.1 * Math.sqrt(10), telemetry(clipped, 0).get("gradient_norm/critic"), 1e-6);
        }
    }

    @Test
    void aMemberWhoseLossOrGradientIsNotFiniteDivergesAloneAndKeepsItsParameters() {
        Cohort cohort = new Cohort(3);
        try (NetworkLearner learner =
                learner(cohort, Optional.empty(), new Constant(0.01), new Constant(0.02), new Constant(0.03))) {
            update(learner, 1, 1f, 1f, 1f);
            float[] before = learner.network().parameters().clone();
            update(learner, 1, 1f, Float.POSITIVE_INFINITY, 1f);
            assertTrue(cohort.active(0) && cohort.active(2));
            assertEquals(
                    Optional.of("critic: gradient norm is Infinity at update 1 with learning rate 0.02"),
                    cohort.divergence(1));
            assertEquals(before[2], learner.network().parameters()[2]);
            assertFalse(before[0] == learner.network().parameters()[0]);
            update(learner, Double.NaN, 1f, 1f, 1f);
            assertFalse(cohort.anyActive());
            assertEquals(Optional.of("critic: loss is NaN at update 2 with learning rate 0.03"), cohort.divergence(2));
            assertTrue(cohort.divergence(1).orElseThrow().contains("update 1"), "the first reason stands");
        }
    }

    @Test
    void parametersThatAreNoLongerFiniteAreFoundAtTheEnd() {
        Cohort cohort = new Cohort(2);
        try (NetworkLearner learner = learner(cohort, Optional.empty(), new Constant(1e-3), new Constant(1e39))) {
            update(learner, 1, 1f, 1f);
            assertTrue(cohort.active(1));
            learner.checkParameters();
            assertTrue(cohort.active(0));
            assertTrue(
                    cohort.divergence(1).orElseThrow().startsWith("critic: parameters are not finite after 1 updates"));
        }
    }
}
