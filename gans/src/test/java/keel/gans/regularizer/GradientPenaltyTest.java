package keel.gans.regularizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import keel.gans.regularizer.GradientPenalty.Form;
import keel.training.network.Activation;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientPenaltyTest {
    private static final int BATCH = 8;
    private static final List<Double> WEIGHTS = List.of(0.5, 3.0);

    private static GradientPenalty penalty(Form form) {
        return new GradientPenalty(form, WEIGHTS, BATCH, 2);
    }

    private static float[] rows() {
        RandomStream random = RandomStream.named(1, "rows");
        float[] rows = new float[WEIGHTS.size() * BATCH * 2];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        return rows;
    }

    private static Network discriminator(NetworkSpec spec) {
        Network network = new StackedMlp(new NetworkShape(2, spec, 1), WEIGHTS.size());
        for (int p = 0; p < WEIGHTS.size(); p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "weights"));
        }
        return network;
    }

    /**
     * A linear discriminator's slope is its weights w: the penalties are γ/2 |w|² with gradient γ w, and λ (|w| - 1)² with
     * gradient 2 λ (|w| - 1) w / |w|.
     */
    @Test
    void ofALinearDiscriminatorTheyAreWhatTheFormulasSay() {
        try (Network d = discriminator(new NetworkSpec(List.of(), Activation.RELU))) {
            for (int p = 0; p < 2; p++) {
                double weight = WEIGHTS.get(p);
                double w0 = d.parameters()[3 * p];
                double w1 = d.parameters()[3 * p + 1];
                double norm = Math.hypot(w0, w1);
                d.zeroGradients();
                d.forward(rows(), BATCH);
                assertEquals(weight / 2 * norm * norm, penalty(Form.SQUARED).apply(d, 1)[p], 1e-6);
                assertEquals(weight * w0, d.gradients()[3 * p], 1e-6);
                assertEquals(weight * w1, d.gradients()[3 * p + 1], 1e-6);
                assertEquals(0, d.gradients()[3 * p + 2], 1e-6);
                d.zeroGradients();
                assertEquals(
                        weight * (norm - 1) * (norm - 1),
                        penalty(Form.UNIT_NORM).apply(d, 1)[p],
                        1e-6);
                assertEquals(2 * weight * (norm - 1) * w0 / norm, d.gradients()[3 * p], 1e-6);
                assertEquals(2 * weight * (norm - 1) * w1 / norm, d.gradients()[3 * p + 1], 1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void gradientsMatchCentralDifferencesOfTheValue(Form form) {
        try (Network d = discriminator(new NetworkSpec(List.of(9, 7), Activation.TANH))) {
            d.forward(rows(), BATCH);
            penalty(form).apply(d, 1);
            float[] gradient = d.gradients().clone();
            for (int i = 0; i < gradient.length; i += 5) {
                // Richardson's extrapolation: what is left of a central difference's error is of the fourth order.
                double expected = (4 * centralDifference(d, form, i, 5e-3f) - centralDifference(d, form, i, 1e-2f)) / 3;
                assertEquals(expected, gradient[i], 3e-4, "parameter " + i);
            }
        }
    }

    private static double centralDifference(Network d, Form form, int i, float step) {
        float original = d.parameters()[i];
        double[] sides = new double[2];
        for (int side = 0; side < 2; side++) {
            d.parameters()[i] = original + (side == 0 ? step : -step);
            d.parametersChanged();
            d.forward(rows(), BATCH);
            sides[side] = penalty(form).apply(d, 1)[i / d.parameterCount()];
        }
        d.parameters()[i] = original;
        d.parametersChanged();
        return (sides[0] - sides[1]) / (2 * step);
    }

    @Test
    void aLazyPenaltyHasItsGradientTimesItsDistanceAndItsValueOnce() {
        try (Network d = discriminator(new NetworkSpec(List.of(5), Activation.TANH))) {
            d.forward(rows(), BATCH);
            double[] once = penalty(Form.SQUARED).apply(d, 1).clone();
            float[] gradient = d.gradients().clone();
            d.zeroGradients();
            assertArrayEquals(once, penalty(Form.SQUARED).apply(d, 4));
            for (int i = 0; i < gradient.length; i++) {
                assertEquals(4 * gradient[i], d.gradients()[i], 1e-6 + 1e-5 * Math.abs(gradient[i]));
            }
        }
    }

    @Test
    void withoutWeightItAddsNothing() {
        try (Network d = discriminator(new NetworkSpec(List.of(5), Activation.TANH))) {
            d.forward(rows(), BATCH);
            assertArrayEquals(
                    new double[2], new GradientPenalty(Form.SQUARED, List.of(0.0, 0.0), BATCH, 2).apply(d, 1));
            assertArrayEquals(new float[2 * d.parameterCount()], d.gradients());
        }
    }
}
