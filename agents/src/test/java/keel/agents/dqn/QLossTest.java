package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QLossTest {
    static Stream<QLoss> all() {
        return Stream.of(
                new QLoss.Huber(), new QLoss.Squared(), new QLoss.QuantileHuber(1), new QLoss.QuantileHuber(7));
    }

    @Test
    void theSquaredLossIsHalfTheSquare() {
        float[] gradient = new float[2];
        assertEquals(4.5, new QLoss.Squared().apply(new float[] {9, 1}, 1, new float[] {4}, 0, 0.5f, gradient));
        assertEquals(-1.5f, gradient[1]);
        assertEquals(0f, gradient[0]);
    }

    /**
     * Two quantiles at 1/4 and 3/4 have the values 0 and 1, the targets 0.5 and 3. Pairs u = target - value, Huber's loss:
     * (0, 0.5) 0.125, (0, 3) 2.5, (1, -0.5) 0.125, (1, 2) 1.5. Weights 1/4, 1/4 and 1/4, 3/4: 0.03125 + 0.625 + 0.03125 + 1.125
     * = 1.8125, and half of it by the mean over targets. Gradients: -(0.5 + 1) / 4 / 2 = -0.1875 and (0.25 * 0.5 - 0.75) / 2 =
     * -0.3125.
     */
    @Test
    void quantileRegressionByHand() {
        QLoss loss = new QLoss.QuantileHuber(2);
        float[] gradient = new float[3];
        assertEquals(0.90625, loss.apply(new float[] {9, 0, 1}, 1, new float[] {0.5f, 3}, 0, 2f, gradient), 1e-9);
        assertEquals(-0.375f, gradient[1], 1e-6f);
        assertEquals(-0.625f, gradient[2], 1e-6f);
        assertEquals(0f, gradient[0]);
    }

    /** With one quantile it is the median that is learned, on either side with weight 1/2. */
    @Test
    void oneQuantileIsHalfOfHuber() {
        float[] half = new float[1];
        float[] whole = new float[1];
        for (float value : new float[] {-3, -0.4f, 0.7f, 5}) {
            float[] target = {0.25f};
            double one = new QLoss.QuantileHuber(1).apply(new float[] {value}, 0, target, 0, 1, half);
            double all = new QLoss.Huber().apply(new float[] {value}, 0, target, 0, 1, whole);
            assertEquals(all / 2, one, 1e-7);
            assertEquals(whole[0] / 2, half[0], 1e-7f);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientsAgreeWithCentralDifferences(QLoss loss) {
        RandomStream random = RandomStream.named(5, loss.toString());
        int n = loss.atoms();
        for (int k = 0; k < 30; k++) {
            float[] values = new float[n + 2];
            float[] targets = new float[n + 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < targets.length; i++) {
                targets[i] = (float) (2 * random.nextGaussian());
            }
            float[] gradient = new float[n + 2];
            loss.apply(values, 1, targets, 1, 0.3f, gradient);
            float[] unused = new float[n + 2];
            for (int i = 1; i <= n; i++) {
                float[] up = values.clone();
                float[] down = values.clone();
                up[i] += 0x1p-8f;
                down[i] -= 0x1p-8f;
                double difference =
                        (loss.apply(up, 1, targets, 1, 1, unused) - loss.apply(down, 1, targets, 1, 1, unused))
                                / (up[i] - down[i]);
                // Where a pair lies within 1/256 of one of the loss's kinks, a difference is off by up to that.
                assertEquals(0.3 * difference, gradient[i], 0.003, loss + " " + i);
            }
        }
    }

    /** Gradient descent on all quantiles at once finds the quantiles of what is seen: of 1 ... 8, (i + 1/2) / 4 lie between. */
    @Test
    void quantilesOfKnownTargetsAreFound() {
        QLoss loss = new QLoss.QuantileHuber(4);
        RandomStream random = RandomStream.named(0, "targets");
        float[] values = new float[4];
        float[] gradient = new float[4];
        float[] targets = new float[4];
        for (int k = 0; k < 40_000; k++) {
            for (int j = 0; j < 4; j++) {
                targets[j] = 10f * (1 + random.nextInt(8));
            }
            loss.apply(values, 0, targets, 0, 1, gradient);
            for (int i = 0; i < 4; i++) {
                values[i] -= (k < 20_000 ? 0.2f : 0.02f) * gradient[i];
            }
        }
        // Cut points between the halves of each quarter: 10 | 20, 30 | 40, 50 | 60, 70 | 80.
        for (int i = 0; i < 4; i++) {
            assertTrue(values[i] > 20 * i + 9 && values[i] < 20 * i + 21, "quantile %d is %s".formatted(i, values[i]));
        }
    }

    @Test
    void tooFewOrTooManyQuantilesAreRefused() {
        for (int count : new int[] {0, 1001}) {
            String message = assertThrows(InvalidConfigException.class, () -> new QLoss.QuantileHuber(count))
                    .getMessage();
            assertTrue(message.contains("1..1000"), message);
        }
    }
}
