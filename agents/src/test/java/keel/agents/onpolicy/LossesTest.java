package keel.agents.onpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import keel.agents.policy.CategoricalPolicy;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final double STEP = 1e-5;

    /** Ratios inside the range, above and below it, for good and bad actions: by hand, and the slope by central differences. */
    @Test
    void theSurrogateIsClippedWhereItWouldGain() {
        ClippedSurrogateLoss loss = new ClippedSurrogateLoss();
        loss.begin(0.2);
        double[] ratios = {1.1, 1.5, 0.5, 1.1, 1.5, 0.5};
        double[] advantages = {2, 2, 2, -2, -2, -2};
        double[] expected = {-2.2, -2.4, -1, 2.2, 3, 1.6};
        double kl = 0;
        for (int i = 0; i < ratios.length; i++) {
            double log = Math.log(ratios[i]);
            assertEquals(expected[i], loss.loss(advantages[i], log - 3, -3), 1e-12, "row " + i);
            kl += ratios[i] - 1 - log;
        }
        assertEquals(kl, loss.klSum(), 1e-12);
        assertEquals(4, loss.clipped());
        for (int i = 0; i < ratios.length; i++) {
            double log = Math.log(ratios[i]);
            double slope =
                    (loss.loss(advantages[i], log + STEP, 0) - loss.loss(advantages[i], log - STEP, 0)) / (2 * STEP);
            loss.loss(advantages[i], log, 0);
            assertEquals(slope, -loss.weight(), 1e-8, "row " + i);
        }
    }

    @Test
    void thePolicyGradientsSlopeIsTheAdvantage() {
        PolicyGradientLoss loss = new PolicyGradientLoss();
        assertEquals(1.5, loss.loss(-0.5, 3, 9), 1e-12);
        assertEquals(-0.5, loss.weight());
    }

    private static Minibatch minibatch(int rows) {
        return new Minibatch(1, rows, new Rollout(1, 1, rows, 1, 1));
    }

    private static double critic(Minibatch batch, float[] values, ValueLoss loss, double clip, float[] gradient) {
        return CriticLoss.compute(0, batch, values, loss, clip, 0.5, gradient);
    }

    /** Values near and far from targets, and moved a little and much: the gradient is half the slope, as the weight says. */
    @Test
    void theValueLossAndItsGradient() {
        Minibatch batch = minibatch(4);
        System.arraycopy(new double[] {1, 1, 1, 1}, 0, batch.valueTargets, 0, 4);
        System.arraycopy(new float[] {0.4f, 0.4f, 2.9f, 2.9f}, 0, batch.oldValues, 0, 4);
        float[] values = {0.5f, 1.5f, 3, 4};
        // Half of the squares of -0.5, 0.5, 2 and 3.
        float[] gradient = new float[4];
        assertEquals(
                (0.25 + 0.25 + 4 + 9) / 8,
                critic(batch, values, ValueLoss.SQUARED, Double.POSITIVE_INFINITY, gradient),
                1e-12);
        // Beyond 1 a straight line: 2 - 1/2 and 3 - 1/2.
        assertEquals(
                (0.125 + 0.125 + 1.5 + 2.5) / 4,
                critic(batch, values, ValueLoss.HUBER, Double.POSITIVE_INFINITY, gradient),
                1e-12);
        // Moved by at most 0.2: 0.5, 0.6, 3 and 3.1.
        assertEquals((0.25 + 0.16 + 4 + 4.41) / 8, critic(batch, values, ValueLoss.SQUARED, 0.2, gradient), 1e-6);
        for (ValueLoss loss : ValueLoss.values()) {
            for (double clip : new double[] {0.2, Double.POSITIVE_INFINITY}) {
                critic(batch, values, loss, clip, gradient);
                for (int i = 0; i < 4; i++) {
                    float original = values[i];
                    values[i] = original + 1e-2f;
                    double above = critic(batch, values, loss, clip, new float[4]);
                    values[i] = original - 1e-2f;
                    double below = critic(batch, values, loss, clip, new float[4]);
                    values[i] = original;
                    assertEquals(0.5 * (above - below) / 2e-2, gradient[i], 1e-5, loss + " " + clip + " row " + i);
                }
            }
        }
    }

    /** Mean 2 and sample deviation √(14/3) of 0, 1, 2, 5; a single row keeps its advantage. */
    @Test
    void advantagesOfAMinibatchAreNormalised() {
        Rollout rollout = new Rollout(1, 1, 5, 1, 1);
        System.arraycopy(new double[] {5, 100, 0, 2, 1}, 0, rollout.advantages, 0, 5);
        Minibatch batch = minibatch(4);
        int[] order = {1, 4, 3, 0, 2};
        batch.takeTargets(0, rollout, order, 1, true);
        double[] expected = {-1, 0, 3, -2};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i] / Math.sqrt(14.0 / 3), batch.advantages[i], 1e-7);
        }
        Minibatch one = minibatch(1);
        one.takeTargets(0, rollout, order, 0, true);
        assertEquals(100, one.advantages[0]);
    }

    /** Two rows of even odds: loss is -A log(1/2) in the mean less the weighted entropy. */
    @Test
    void theActorsLossIsAMeanWithTheEntropyTakenOff() {
        Minibatch batch = minibatch(2);
        System.arraycopy(new double[] {3, -1}, 0, batch.advantages, 0, 2);
        ActorLoss loss = new ActorLoss(new CategoricalPolicy(2), new PolicyGradientLoss());
        float[] gradient = new float[4];
        loss.compute(
                0, batch, new float[4], new float[1], new ActorLoss.Coefficients(0, 0.1, 2), gradient, new float[1]);
        assertEquals(Math.log(2) * (3 - 1) / 2 - 0.1 * Math.log(2), loss.loss(), 1e-12);
        assertEquals(Math.log(2), loss.entropy(), 1e-12);
        // Twice -A (1 - 1/2) / 2 rows for the action taken; at even odds the entropy has no slope.
        assertEquals(-1.5f, gradient[0]);
        assertEquals(1.5f, gradient[1]);
        assertEquals(0.5f, gradient[2]);
    }
}
