package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTest {
    private static float[] fill(Initializer initializer, int in, int out, boolean output) {
        float[] weights = new float[(in + 1) * out + 1];
        initializer.fill(weights, 1, in, out, output, RandomStream.named(4, "weights"));
        assertEquals(0f, weights[0], "wrote before its place");
        return Arrays.copyOfRange(weights, 1, weights.length);
    }

    @Test
    void uniformFanInKeepsItsBoundAndSpread() {
        float[] weights = fill(new Initializer.UniformFanIn(), 25, 400, false);
        double squares = 0;
        for (float w : weights) {
            assertTrue(Math.abs(w) <= 0.2f);
            squares += w * w;
        }
        // Variance of a uniform on ±0.2; the standard error over 10,400 draws is 0.9 % of it.
        assertEquals(0.04 / 3, squares / weights.length, 0.04 * 0.04 / 3);
    }

    @ParameterizedTest
    @CsvSource({"5, 9", "9, 5", "6, 6", "4, 1"})
    void orthogonalVectorsHaveTheGainForLengthAndRightAngles(int in, int out) {
        for (boolean output : new boolean[] {false, true}) {
            double gain = output ? 0.01 : Math.sqrt(2);
            float[] w = fill(new Initializer.Orthogonal(Math.sqrt(2), 0.01), in, out, output);
            int vectors = Math.min(in, out);
            for (int a = 0; a < vectors; a++) {
                for (int b = 0; b <= a; b++) {
                    double dot = 0;
                    for (int k = 0; k < Math.max(in, out); k++) {
                        dot += in <= out ? w[a * out + k] * w[b * out + k] : w[k * out + a] * w[k * out + b];
                    }
                    assertEquals(a == b ? gain * gain : 0, dot, 1e-6 * gain * gain, a + " . " + b);
                }
            }
            for (int j = 0; j < out; j++) {
                assertEquals(0f, w[in * out + j], "bias " + j);
            }
        }
    }

    @Test
    void theSameStreamGivesTheSameNumbers() {
        Initializer initializer = new Initializer.Orthogonal(1, 1);
        assertArrayEquals(fill(initializer, 8, 8, false), fill(initializer, 8, 8, false));
    }
}
