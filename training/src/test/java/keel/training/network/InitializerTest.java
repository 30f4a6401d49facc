package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
    private static final Initializer UNIFORM = new Initializer.UniformFanIn();

    private static float[] fill(Initializer initializer, int in, int out, boolean output, String stream) {
        float[] weights = new float[(in + 1) * out];
        initializer.fill(weights, 0, in, out, output, RandomStream.named(4, stream));
        return weights;
    }

    @ParameterizedTest
    @CsvSource({"1, 5000", "16, 400", "300, 20"})
    void uniformFanInFillsItsIntervalEvenly(int in, int out) {
        float[] weights = fill(UNIFORM, in, out, false, "uniform");
        double bound = 1 / Math.sqrt(in);
        double mean = 0;
        double square = 0;
        double largest = 0;
        for (float w : weights) {
            mean += w;
            square += (double) w * w;
            largest = Math.max(largest, Math.abs(w));
        }
        int n = weights.length;
        assertTrue(largest <= (float) bound, "largest weight " + largest);
        assertTrue(largest > bound * (1 - 20.0 / n), "largest weight " + largest);
        // Of a uniform in ±1: variance 1/3, and variance of the square 4/45; five standard errors.
        assertEquals(0, mean / n, 5 * bound * Math.sqrt(1 / 3.0 / n));
        assertEquals(bound * bound / 3, square / n, 5 * bound * bound * Math.sqrt(4 / 45.0 / n));
        // Biases are drawn too.
        for (int i = in * out; i < n; i++) {
            assertTrue(weights[i] != 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 64, false", "64, 64, false", "64, 2, true", "1, 1, true", "7, 16, true"})
    void orthogonalHasOrthonormalRowsOrColumnsTimesGain(int in, int out, boolean output) {
        double hiddenGain = Math.sqrt(2);
        double outputGain = 0.01;
        float[] weights = fill(new Initializer.Orthogonal(hiddenGain, outputGain), in, out, output, "orthogonal");
        double gain = output ? outputGain : hiddenGain;
        int vectors = Math.min(in, out);
        for (int a = 0; a < vectors; a++) {
            for (int b = 0; b < vectors; b++) {
                double dot = 0;
                for (int k = 0; k < Math.max(in, out); k++) {
                    dot += in <= out
                            ? (double) weights[a * out + k] * weights[b * out + k]
                            : (double) weights[k * out + a] * weights[k * out + b];
                }
                assertEquals(a == b ? 1 : 0, dot / (gain * gain), 1e-6, "vectors " + a + " and " + b);
            }
        }
        for (int i = in * out; i < weights.length; i++) {
            assertEquals(0f, weights[i], "biases are 0");
        }
    }

    @Test
    void orthogonalMatricesPointEverywhere() {
        // In two dimensions, the first column is a point on the circle: its quadrants come up equally often.
        int[] quadrants = new int[4];
        RandomStream random = RandomStream.named(8, "directions");
        for (int i = 0; i < 4000; i++) {
            float[] w = new float[6];
            new Initializer.Orthogonal(1, 1).fill(w, 0, 2, 2, false, random);
            quadrants[(w[0] > 0 ? 1 : 0) + (w[2] > 0 ? 2 : 0)]++;
        }
        for (int count : quadrants) {
            assertEquals(1000, count, 5 * Math.sqrt(750), Arrays.toString(quadrants));
        }
    }

    @ParameterizedTest
    @EnumSource
    void xavierAndHeHaveTheirVariance(Initializer.Distribution distribution) {
        int in = 300;
        int out = 100;
        // Xavier: 1.5² * 2 / 400; He: 2 / 300.
        assertVariance(1.5 * 1.5 * 2 / 400, new Initializer.Xavier(distribution, 1.5), in, out);
        assertVariance(2.0 / 300, new Initializer.He(distribution, Math.sqrt(2)), in, out);
    }

    private static void assertVariance(double variance, Initializer initializer, int in, int out) {
        float[] weights = fill(initializer, in, out, false, "variance");
        int n = in * out;
        double mean = 0;
        double square = 0;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            mean += weights[i];
            square += (double) weights[i] * weights[i];
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        // The square of a normal has variance 2, of a uniform less; five standard errors.
        assertEquals(0, mean / n, 5 * Math.sqrt(variance / n));
        assertEquals(variance, square / n, 5 * variance * Math.sqrt(2.0 / n));
        boolean uniform = initializer.toString().contains("UNIFORM");
        assertEquals(uniform, largest <= Math.sqrt(3 * variance) * (1 + 1e-6), "largest " + largest);
        for (int i = n; i < weights.length; i++) {
            assertEquals(0f, weights[i], "biases are 0");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1001})
    void gainsThatMakeNoSenseAreRefused(double gain) {
        for (Executable call : List.<Executable>of(
                () -> new Initializer.Orthogonal(gain, 1),
                () -> new Initializer.Orthogonal(1, gain),
                () -> new Initializer.Xavier(Initializer.Distribution.NORMAL, gain),
                () -> new Initializer.He(Initializer.Distribution.NORMAL, gain))) {
            String message = assertThrows(InvalidConfigException.class, call).getMessage();
            assertTrue(message.contains("gain is " + gain) && message.contains("usual"), message);
        }
    }

    @Test
    void theSameStreamGivesTheSameNumbersAndAnotherOneOthers() {
        for (Initializer initializer : List.of(UNIFORM, new Initializer.Orthogonal(1, 1))) {
            assertArrayEquals(fill(initializer, 5, 6, false, "a"), fill(initializer, 5, 6, false, "a"));
            assertTrue(!Arrays.equals(fill(initializer, 5, 6, false, "a"), fill(initializer, 5, 6, false, "b")));
        }
    }

    @Test
    void nothingButTheLayerIsWritten() {
        for (Initializer initializer : List.of(UNIFORM, new Initializer.Orthogonal(1, 1))) {
            float[] weights = new float[3 + 4 * 5 + 3];
            Arrays.fill(weights, 77f);
            initializer.fill(weights, 3, 3, 5, false, RandomStream.named(1, "inside"));
            for (int i = 0; i < weights.length; i++) {
                assertEquals(i < 3 || i >= 23, weights[i] == 77f, "index " + i);
            }
        }
    }
}
