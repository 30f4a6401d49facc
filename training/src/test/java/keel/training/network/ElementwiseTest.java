package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ElementwiseTest {
    @Test
    void tanhIsWithinFourTenMillionthsOfTheTrueValue() {
        int n = 400_001;
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            y[i] = -20 + 40f * i / (n - 1);
        }
        float[] x = y.clone();
        Elementwise.tanh(y);
        for (int i = 0; i < n; i++) {
            assertEquals(Math.tanh(x[i]), y[i], 4e-7, "tanh of " + x[i]);
            assertTrue(Math.abs(y[i]) <= 1);
        }
    }

    @Test
    void tanhOfTheExtremes() {
        float[] y = {0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1e-30f};
        Elementwise.tanh(y);
        assertArrayEquals(new float[] {0f, -0f, 1f, -1f, Float.NaN, 1e-30f}, y, 1e-36f);
    }

    @Test
    void derivativesAreExactAtTheKinkAndFarFromIt() {
        float[] y = {0f, Float.MIN_NORMAL, 1e-20f, 1f, 1e30f, Float.MAX_VALUE};
        float[] d = {3, 3, 3, 3, 3, 3};
        Elementwise.scaleByDerivative(Activation.RELU, d, y);
        assertArrayEquals(new float[] {0, 3, 3, 3, 3, 3}, d);
        float[] leaky = {-2f, -1e-20f, 0f, Float.MIN_NORMAL, 1f, 1e30f};
        float[] e = {5, 5, 5, 5, 5, 5};
        Elementwise.scaleByDerivative(Activation.LEAKY_RELU, e, leaky);
        assertArrayEquals(new float[] {1, 1, 1, 5, 5, 5}, e);
    }

    @Test
    void whatIsNotANumberStaysVisible() {
        for (Activation activation : Activation.values()) {
            float[] y = {Float.NaN};
            Elementwise.activate(activation, y);
            assertTrue(Float.isNaN(y[0]), activation.toString());
        }
    }
}
