package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientClippingTest {
    private static final float NAN = Float.NaN;

    private static GradientClipping by(Double value, Double norm) {
        return new GradientClipping(Optional.ofNullable(value), Optional.ofNullable(norm));
    }

    private static double apply(GradientClipping clipping, float[] gradients) {
        return clipping.apply(gradients, 0, gradients.length, EuclideanNorm.of(gradients, 0, gradients.length));
    }

    @Test
    void byNormKeepsTheDirection() {
        float[] gradient = {3, -4};
        assertEquals(2.5, apply(GradientClipping.byNorm(2.5), gradient));
        assertArrayEquals(new float[] {1.5f, -2}, gradient);
    }

    @Test
    void byValueCutsEachComponent() {
        float[] gradient = {3, -4, 0.5f, -0.25f};
        assertEquals(Math.sqrt(4 + 4 + 0.25 + 0.0625), apply(by(2.0, null), gradient));
        assertArrayEquals(new float[] {2, -2, 0.5f, -0.25f}, gradient);
    }

    @Test
    void valueComesBeforeNorm() {
        // Cut to (8, 8) of norm 8 √2, then to 4 √2. The other way round it would be a direction of (1, 2).
        float[] gradient = {8, 16};
        assertEquals(4 * Math.sqrt(2), apply(by(8.0, 4 * Math.sqrt(2)), gradient));
        assertArrayEquals(new float[] {4, 4}, gradient, 1e-6f);
    }

    @Test
    void aGradientWithinTheBoundsIsLeftAlone() {
        float[] gradient = {3, -4};
        assertEquals(5.0, apply(by(4.0, 5.0), gradient));
        assertEquals(5.0, apply(GradientClipping.NONE, gradient));
        assertArrayEquals(new float[] {3, -4}, gradient);
    }

    @Test
    void onlyThePartAskedForIsClipped() {
        float[] gradients = {100, 3, -4, 100};
        assertEquals(1.0, GradientClipping.byNorm(1).apply(gradients, 1, 3, 5));
        assertArrayEquals(new float[] {100, 0.6f, -0.8f, 100}, gradients);
        assertEquals(Math.sqrt(0.25 + 0.25), by(0.5, null).apply(gradients, 1, 3, 1));
        assertArrayEquals(new float[] {100, 0.5f, -0.5f, 100}, gradients);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsNotHidden(float value) {
        float[] gradient = {5, value, -5};
        double norm = apply(by(1.0, 1.0), gradient);
        assertEquals(Float.isNaN(value) ? Double.NaN : Double.POSITIVE_INFINITY, norm);
        assertArrayEquals(new float[] {5, value, -5}, gradient);
    }

    @Test
    void hugeGradientsAreClippedToo() {
        float[] gradient = {3e38f, -3e38f};
        assertEquals(1.0, apply(GradientClipping.byNorm(1), gradient));
        assertArrayEquals(new float[] {(float) Math.sqrt(0.5), -(float) Math.sqrt(0.5)}, gradient, 1e-6f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void boundsThatBoundNothingAreRefused(double bound) {
        String message = assertThrows(InvalidConfigException.class, () -> by(bound, null))
                .getMessage();
        assertTrue(message.contains("max-gradient-value is " + bound) && message.contains("Leave it out"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theNormCountsEveryComponentOfThePartAndNoOther(int n) {
        // 1² + 2² + … + n² = n (n + 1) (2n + 1) / 6.
        float[] values = new float[n + 2];
        for (int i = 1; i <= n; i++) {
            values[i] = i;
        }
        values[0] = NAN;
        values[n + 1] = NAN;
        assertEquals(Math.sqrt(n * (n + 1.0) * (2 * n + 1) / 6), EuclideanNorm.of(values, 1, n + 1), 1e-12);
    }
}
