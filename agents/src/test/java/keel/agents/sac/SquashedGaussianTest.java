package keel.agents.sac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class SquashedGaussianTest {
    /** One number, mean 0.5, σ = 1, ε = 0.25: u = 0.75. */
    @Test
    void actionAndLogProbabilityByHand() {
        SquashedGaussian policy = new SquashedGaussian(1, 1, 1);
        policy.noise()[0] = 0.25;
        policy.place(0, new float[] {0.5f, 0});
        double action = Math.tanh(0.75);
        assertEquals(action, policy.actions()[0], 1e-7);
        // log N(0.75; 0.5, 1) = -0.25²/2 - ln(2π)/2 = -0.95018853; the density of a is that over da/du = 1 - a².
        double expected = -0.95018853 - Math.log(1 - action * action);
        assertEquals(expected, policy.logProbabilities()[0], 1e-8);
        assertEquals(expected, policy.meanLogProbability(0), 1e-8);
        assertEquals(1, policy.meanDeviation(0), 1e-12);
        assertEquals(0, policy.saturation(0));
    }

    /** Of several numbers the log-probabilities add up. */
    @Test
    void numbersOfAnActionAreIndependent() {
        SquashedGaussian both = new SquashedGaussian(1, 1, 2);
        both.noise()[0] = 0.3;
        both.noise()[1] = -1.1;
        both.place(0, new float[] {0.2f, -0.4f, -1, 0.5f});
        double sum = 0;
        for (int j = 0; j < 2; j++) {
            SquashedGaussian one = new SquashedGaussian(1, 1, 1);
            one.noise()[0] = both.noise()[j];
            one.place(0, new float[] {j == 0 ? 0.2f : -0.4f, j == 0 ? -1 : 0.5f});
            assertEquals(one.actions()[0], both.actions()[j]);
            sum += one.logProbabilities()[0];
        }
        assertEquals(sum, both.logProbabilities()[0], 1e-12);
    }

    /** Far from 0, log(1 - tanh² u) is log 4 - 2|u|, where 1 - tanh² u itself has long been 0. */
    @Test
    void actionsFarBeyondTheBoundsKeepFiniteLogProbabilities() {
        SquashedGaussian policy = new SquashedGaussian(1, 2, 1);
        policy.place(0, new float[] {400, 0, -400, 0});
        double gaussian = -0.5 * Math.log(2 * Math.PI);
        for (int row = 0; row < 2; row++) {
            assertEquals(row == 0 ? 1f : -1f, policy.actions()[row]);
            assertEquals(gaussian - Math.log(4) + 800, policy.logProbabilities()[row], 1e-9);
        }
        assertEquals(1, policy.saturation(0));
    }

    @Test
    void logDeviationsAreKeptWithinBoundsAndPassNoGradientThere() {
        SquashedGaussian policy = new SquashedGaussian(1, 2, 1);
        policy.noise()[0] = 0.1;
        policy.noise()[1] = 0.1;
        float[] outputs = {0, 5, 0, -30};
        policy.place(0, outputs);
        assertEquals((Math.exp(2) + Math.exp(-20)) / 2, policy.meanDeviation(0), 1e-9);
        float[] gradient = new float[4];
        policy.gradient(0, outputs, new float[] {1, 1}, 0.2, gradient);
        assertEquals(0f, gradient[1]);
        assertEquals(0f, gradient[3]);
        assertTrue(gradient[0] != 0 && gradient[2] != 0);
    }

    /** What the gradient is of, with V linear in the action: its second derivatives must come from the policy alone. */
    private static double loss(float[] outputs, double[] noise, double weight, float[] slope) {
        SquashedGaussian policy = new SquashedGaussian(2, 3, 2);
        System.arraycopy(noise, 0, policy.noise(), 0, noise.length);
        double sum = 0;
        for (int p = 0; p < 2; p++) {
            policy.place(p, outputs);
            sum += weight * policy.meanLogProbability(p);
        }
        // In doubles, as the float action would hide the difference.
        for (int i = 0; i < slope.length; i++) {
            int row = i / 2;
            double u = outputs[row * 4 + i % 2] + Math.exp(outputs[row * 4 + 2 + i % 2]) * noise[i];
            sum += slope[i] * Math.tanh(u);
        }
        return sum;
    }

    @Test
    void gradientIsThatOfCentralDifferences() {
        RandomStream random = RandomStream.named(5, "gaussian");
        float[] outputs = new float[2 * 3 * 4];
        float[] slope = new float[2 * 3 * 2];
        double[] noise = new double[slope.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (0.7 * random.nextGaussian());
        }
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (float) random.nextGaussian();
            noise[i] = random.nextGaussian();
        }
        SquashedGaussian policy = new SquashedGaussian(2, 3, 2);
        System.arraycopy(noise, 0, policy.noise(), 0, noise.length);
        float[] gradient = new float[outputs.length];
        double weight = 0.3;
        for (int p = 0; p < 2; p++) {
            policy.place(p, outputs);
            policy.gradient(p, outputs, slope, weight, gradient);
        }
        float step = 1f / 1024;
        for (int i = 0; i < outputs.length; i++) {
            float[] up = outputs.clone();
            float[] down = outputs.clone();
            up[i] += step;
            down[i] -= step;
            double width = (double) up[i] - down[i];
            double expected = (loss(up, noise, weight, slope) - loss(down, noise, weight, slope)) / width;
            assertEquals(expected, gradient[i], 1e-5, "at " + i);
        }
    }

    @Test
    void drawsFromTheStreamAndIsTheMeanWithoutNoise() {
        SquashedGaussian policy = new SquashedGaussian(1, 4000, 1);
        float[] outputs = new float[8000];
        for (int row = 0; row < 4000; row++) {
            outputs[2 * row] = 0.4f;
            outputs[2 * row + 1] = (float) Math.log(0.1);
        }
        policy.draw(0, outputs, RandomStream.named(1, "draw"));
        double sum = 0;
        double squares = 0;
        for (float action : policy.actions()) {
            double u = 0.5 * Math.log((1.0 + action) / (1.0 - action));
            sum += u;
            squares += (u - 0.4) * (u - 0.4);
        }
        // Standard errors: 0.1/√4000 = 0.0016, and 0.01 √(2/4000) = 0.0002.
        assertEquals(0.4, sum / 4000, 0.006);
        assertEquals(0.01, squares / 4000, 0.0009);
        float[] means = new float[4000];
        SquashedGaussian.means(outputs, 1, means);
        assertEquals((float) Math.tanh(0.4f), means[17], 1e-7);
    }
}
