package keel.gans.regularizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import keel.training.network.Activation;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class R1Test {
    private static final int BATCH = 8;
    private static final double[] GAMMAS = {0.5, 3};

    private static float[] rows() {
        RandomStream random = RandomStream.named(1, "rows");
        float[] rows = new float[GAMMAS.length * BATCH * 2];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        return rows;
    }

    private static Network discriminator(NetworkSpec spec) {
        Network network = new StackedMlp(new NetworkShape(2, spec, 1), GAMMAS.length);
        for (int p = 0; p < GAMMAS.length; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "weights"));
        }
        return network;
    }

    /** A linear discriminator's input gradient is its weights: the penalty is γ/2 |w|² and its gradient γ w. */
    @Test
    void ofALinearDiscriminatorItIsHalfGammaTimesTheSquaredWeights() {
        try (Network d = discriminator(new NetworkSpec(List.of(), Activation.RELU))) {
            d.forward(rows(), BATCH);
            double[] penalty = new R1(GAMMAS, BATCH, 2).apply(d).clone();
            for (int p = 0; p < 2; p++) {
                float w0 = d.parameters()[3 * p];
                float w1 = d.parameters()[3 * p + 1];
                assertEquals(GAMMAS[p] / 2 * (w0 * w0 + w1 * w1), penalty[p], 1e-6);
                assertEquals(GAMMAS[p] * w0, d.gradients()[3 * p], 1e-6);
                assertEquals(GAMMAS[p] * w1, d.gradients()[3 * p + 1], 1e-6);
                assertEquals(0, d.gradients()[3 * p + 2], 1e-6);
            }
        }
    }

    @Test
    void itsGradientMatchesCentralDifferencesOfItsValue() {
        try (Network d = discriminator(new NetworkSpec(List.of(9, 7), Activation.TANH))) {
            d.forward(rows(), BATCH);
            new R1(GAMMAS, BATCH, 2).apply(d);
            float[] gradient = d.gradients().clone();
            float step = 1e-2f;
            for (int i = 0; i < gradient.length; i += 5) {
                int member = i / d.parameterCount();
                float original = d.parameters()[i];
                double[] sides = new double[2];
                for (int side = 0; side < 2; side++) {
                    d.parameters()[i] = original + (side == 0 ? step : -step);
                    d.parametersChanged();
                    d.forward(rows(), BATCH);
                    sides[side] = new R1(GAMMAS, BATCH, 2).apply(d)[member];
                }
                d.parameters()[i] = original;
                assertEquals((sides[0] - sides[1]) / (2 * step), gradient[i], 2e-4, "parameter " + i);
            }
        }
    }

    @Test
    void withoutWeightItAddsNothing() {
        try (Network d = discriminator(new NetworkSpec(List.of(5), Activation.TANH))) {
            d.forward(rows(), BATCH);
            assertArrayEquals(new double[2], new R1(new double[2], BATCH, 2).apply(d));
            assertArrayEquals(new float[2 * d.parameterCount()], d.gradients());
        }
    }
}
