package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class AdamTest {
    @Test
    void theFirstStepIsTheRateInTheGradientsDirection() {
        float[] parameters = {1, 1, 1};
        new Adam(List.of(AdamSpec.DEFAULT), 3).step(0, parameters, new float[] {0.5f, -3, 0}, 0.1);
        assertEquals(0.9, parameters[0], 1e-6);
        assertEquals(1.1, parameters[1], 1e-6);
        assertEquals(1, parameters[2]);
    }

    /** The paper's algorithm 1 in double, written out for one number. */
    private static double[] paper(AdamSpec spec, double[] gradients, double[] rates, double start) {
        double m = 0;
        double v = 0;
        double theta = start;
        double[] path = new double[gradients.length];
        for (int t = 1; t <= gradients.length; t++) {
            double g = gradients[t - 1];
            m = spec.beta1() * m + (1 - spec.beta1()) * g;
            v = spec.beta2() * v + (1 - spec.beta2()) * g * g;
            double mHat = m / (1 - Math.pow(spec.beta1(), t));
            double vHat = v / (1 - Math.pow(spec.beta2(), t));
            theta -= rates[t - 1] * mHat / (Math.sqrt(vHat) + spec.epsilon());
            path[t - 1] = theta;
        }
        return path;
    }

    @Test
    void followsThePaperForMembersOfDifferentConstantsAndRates() {
        List<AdamSpec> specs = List.of(AdamSpec.DEFAULT, new AdamSpec(0, 0.99, 1e-8), new AdamSpec(0.5, 0.9, 1e-3));
        int steps = 200;
        Adam adam = new Adam(specs, 2);
        float[] parameters = {0.3f, -0.2f, 0.3f, -0.2f, 0.3f, -0.2f};
        double[][][] paths = new double[3][2][];
        float[][] gradients = new float[steps][6];
        double[][] rates = new double[3][steps];
        RandomStream random = RandomStream.named(1, "gradients");
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < 6; i++) {
                gradients[t][i] = (float) random.nextGaussian();
            }
            for (int p = 0; p < 3; p++) {
                rates[p][t] = 1e-2 * (p + 1) * (1 + Math.sin(t));
            }
        }
        for (int p = 0; p < 3; p++) {
            for (int i = 0; i < 2; i++) {
                double[] own = new double[steps];
                for (int t = 0; t < steps; t++) {
                    own[t] = gradients[t][2 * p + i];
                }
                paths[p][i] = paper(specs.get(p), own, rates[p], parameters[2 * p + i]);
            }
        }
        for (int t = 0; t < steps; t++) {
            for (int p = 0; p < 3; p++) {
                adam.step(p, parameters, gradients[t], rates[p][t]);
            }
        }
        for (int p = 0; p < 3; p++) {
            for (int i = 0; i < 2; i++) {
                assertEquals(paths[p][i][steps - 1], parameters[2 * p + i], 2e-5, "member " + p + " parameter " + i);
            }
        }
    }

    @Test
    void constantsOutOfRangeAreNamed() {
        assertTrue(assertThrows(InvalidConfigException.class, () -> new AdamSpec(1, 0.9, 1e-8))
                .getMessage()
                .contains("beta1 is 1.0"));
        assertThrows(InvalidConfigException.class, () -> new AdamSpec(0.9, -0.1, 1e-8));
        assertThrows(InvalidConfigException.class, () -> new AdamSpec(0.9, 0.9, 0));
    }
}
