package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {
    private static float tanh(float x) {
        float[] y = {x};
        Elementwise.tanh(y);
        return y[0];
    }

    private static float slope(Activation activation, float y) {
        float[] d = {1f};
        Elementwise.scaleByDerivative(activation, d, new float[] {y});
        return d[0];
    }

    private static float activate(Activation activation, float x) {
        float[] y = {x};
        Elementwise.activate(activation, y);
        return y[0];
    }

    @Test
    void tanhIsWithinFourTenMillionthsOfTheTrueValue() {
        int n = 400_001;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (-20 + 40.0 * i / (n - 1));
        }
        float[] y = x.clone();
        Elementwise.tanh(y);
        for (int i = 0; i < n; i++) {
            assertEquals(Math.tanh(x[i]), y[i], 4e-7, "tanh of " + x[i]);
        }
    }

    @Test
    void tanhIsAccurateRelativeToTinyArguments() {
        for (float x = 1f; x > Float.MIN_NORMAL; x *= 0.5f) {
            assertEquals(1, tanh(x) / Math.tanh(x), 4e-7, "tanh of " + x);
            assertEquals(-tanh(x), tanh(-x));
        }
    }

    @Test
    void tanhKeepsSignedZerosSaturatesAtInfinityAndPassesNaNOn() {
        assertEquals(0f, tanh(0f));
        assertEquals(-0f, tanh(-0f));
        assertEquals(1f, tanh(Float.POSITIVE_INFINITY));
        assertEquals(-1f, tanh(Float.NEGATIVE_INFINITY));
        assertEquals(1f, tanh(Float.MAX_VALUE));
        assertTrue(Float.isNaN(tanh(Float.NaN)));
    }

    @Test
    void tanhNeverExceedsOneInSize() {
        for (float x = 4f; x < 12f; x += 1e-4f) {
            assertTrue(tanh(x) <= 1f && tanh(-x) >= -1f, "tanh of " + x);
        }
    }

    @Test
    void reluPassesPositivesAndItsSlopeIsExactlyZeroOrOne() {
        assertEquals(3.5f, activate(Activation.RELU, 3.5f));
        assertEquals(0f, activate(Activation.RELU, -3.5f));
        for (float y :
                new float[] {Float.MIN_NORMAL, 1e-30f, 1e-3f, 1f, 1e30f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertEquals(1f, slope(Activation.RELU, y), "slope where the activation is " + y);
        }
        assertEquals(0f, slope(Activation.RELU, 0f));
    }

    @Test
    void leakyReluScalesNegativesAndItsSlopeIsExactlyAFifthOrOne() {
        assertEquals(3.5f, activate(Activation.LEAKY_RELU, 3.5f));
        assertEquals(-3.5f * 0.2f, activate(Activation.LEAKY_RELU, -3.5f));
        for (float y : new float[] {Float.MIN_NORMAL, 1e-3f, 1f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertEquals(1f, slope(Activation.LEAKY_RELU, y), "slope where the activation is " + y);
            assertEquals(0.2f, slope(Activation.LEAKY_RELU, -y), "slope where the activation is " + -y);
        }
        // As in PyTorch, the slope at the kink is the one below it.
        assertEquals(0.2f, slope(Activation.LEAKY_RELU, 0f));
        assertEquals(0.2f, slope(Activation.LEAKY_RELU, -0f));
    }

    @Test
    void tanhSlopeIsOneLessTheSquare() {
        assertEquals(1f, slope(Activation.TANH, 0f));
        assertEquals(0f, slope(Activation.TANH, 1f));
        assertEquals(0.75f, slope(Activation.TANH, -0.5f));
    }

    @Test
    void curvatureOfTanhIsThatOfADifferenceQuotient() {
        // m y' + s a y'' at pre-activation x, the second derivative from a quotient of y' = 1 - tanh².
        double x = 0.4;
        double h = 1e-4;
        double second = (1 - Math.pow(Math.tanh(x + h), 2) - (1 - Math.pow(Math.tanh(x - h), 2))) / (2 * h);
        double y = Math.tanh(x);
        double first = 1 - y * y;
        double a = 1.7;
        float[] m = {0.3f};
        Elementwise.curvature(
                Activation.TANH, m, new float[] {-0.6f}, new float[] {(float) a}, new float[] {(float) y});
        assertEquals(0.3 * first - 0.6 * a * second, m[0], 1e-6);
    }

    @ParameterizedTest
    @EnumSource
    void valuesSlopesAndCurvaturesAreThoseOfTheTextbook(Activation activation) {
        for (double z = -12; z <= 12; z += 0.0371) {
            float x = (float) z;
            float y = activate(activation, x);
            assertEquals(ReferenceActivation.value(activation, x), y, 2e-6 * Math.max(1, Math.abs(z)), "at " + x);
            float at = activation.needsPreActivation() ? x : y;
            assertEquals(ReferenceActivation.slope(activation, x), slope(activation, at), 5e-6, "slope at " + x);
            if (activation.curved()) {
                float[] m = {0f};
                Elementwise.curvature(activation, m, new float[] {1f}, new float[] {1f}, new float[] {at});
                assertEquals(ReferenceActivation.curvature(activation, x), m[0], 1e-5, "curvature at " + x);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNaNIsNeverHidden(Activation activation) {
        assertTrue(Float.isNaN(activate(activation, Float.NaN)));
        assertTrue(activation == Activation.IDENTITY || Float.isNaN(slope(activation, Float.NaN)));
        float[] d = {Float.NaN};
        Elementwise.scaleByDerivative(activation, d, new float[] {0.5f});
        assertTrue(Float.isNaN(d[0]));
    }
}
