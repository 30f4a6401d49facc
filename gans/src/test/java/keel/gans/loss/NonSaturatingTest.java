package keel.gans.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NonSaturatingTest {
    @Test
    void isLogTwoWhereTheDiscriminatorCannotTell() {
        assertEquals(Math.log(2), NonSaturating.meanSoftplus(new float[4], 0, 4, -1, new float[4]), 1e-12);
    }

    @Test
    void theGradientMatchesCentralDifferencesAndOtherRowsAreLeftAlone() {
        float[] logits = {77, 0.5f, -3, 12, 77};
        for (int sign : new int[] {-1, 1}) {
            float[] gradient = {5, 0, 0, 0, 5};
            NonSaturating.meanSoftplus(logits, 1, 3, sign, gradient);
            for (int i = 1; i <= 3; i++) {
                float original = logits[i];
                double step = 1.0 / 64;
                logits[i] = (float) (original + step);
                double above = NonSaturating.meanSoftplus(logits, 1, 3, sign, new float[5]);
                logits[i] = (float) (original - step);
                double below = NonSaturating.meanSoftplus(logits, 1, 3, sign, new float[5]);
                logits[i] = original;
                assertEquals((above - below) / (2 * step), gradient[i], 1e-5, "row " + i + " sign " + sign);
            }
            assertEquals(5, gradient[0]);
            assertEquals(5, gradient[4]);
        }
    }

    @Test
    void largeLogitsNeitherOverflowNorVanish() {
        float[] gradient = new float[2];
        assertEquals(500, NonSaturating.meanSoftplus(new float[] {1000, -1000}, 0, 2, 1, gradient), 1e-9);
        assertEquals(0.5f, gradient[0]);
        assertEquals(0f, gradient[1]);
        assertTrue(Double.isNaN(NonSaturating.meanSoftplus(new float[] {Float.NaN, 0}, 0, 2, 1, gradient)));
    }
}
