package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.Reference;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdamTest {
    /** Algorithm 1 of the paper in double, bias-corrected moments written out. */
    private static final class PaperAdam {
        final AdamSpec spec;
        final double[] m;
        final double[] v;
        int t;

        PaperAdam(AdamSpec spec, int n) {
            this.spec = spec;
            m = new double[n];
            v = new double[n];
        }

        void step(double[] theta, double[] gradient, double rate) {
            t++;
            for (int i = 0; i < theta.length; i++) {
                m[i] = spec.beta1() * m[i] + (1 - spec.beta1()) * gradient[i];
                v[i] = spec.beta2() * v[i] + (1 - spec.beta2()) * gradient[i] * gradient[i];
                double mHat = m[i] / (1 - Math.pow(spec.beta1(), t));
                double vHat = v[i] / (1 - Math.pow(spec.beta2(), t));
                theta[i] -= rate * mHat / (Math.sqrt(vHat) + spec.epsilon());
            }
        }
    }

    @Test
    void everyMemberFollowsThePaperWithItsOwnConstantsRateAndStepCount() {
        List<AdamSpec> specs = List.of(AdamSpec.DEFAULT, new AdamSpec(0, 0.99, 1e-8), new AdamSpec(0.5, 0.9, 1e-2));
        int n = 13;
        int members = specs.size();
        Adam adam = new Adam(specs, n);
        RandomStream random = RandomStream.named(3, "adam");
        float[] parameters = new float[members * n];
        double[][] expected = new double[members][n];
        List<PaperAdam> paper =
                specs.stream().map(spec -> new PaperAdam(spec, n)).toList();
        for (int p = 0; p < members; p++) {
            for (int i = 0; i < n; i++) {
                parameters[p * n + i] = (float) random.nextGaussian();
                expected[p][i] = parameters[p * n + i];
            }
        }
        float[] gradients = new float[members * n];
        for (int step = 0; step < 200; step++) {
            for (int p = 0; p < members; p++) {
                double[] own = new double[n];
                for (int i = 0; i < n; i++) {
                    gradients[p * n + i] = (float) (random.nextGaussian() * Math.pow(10, i % 5 - 3));
                    own[i] = gradients[p * n + i];
                }
                // Member 2 skips every third step, so its count differs from the others'.
                if (p != 2 || step % 3 != 0) {
                    double rate = 0.01 / (1 + step % (7 + p));
                    adam.step(p, parameters, gradients, rate);
                    paper.get(p).step(expected[p], own, rate);
                }
            }
        }
        for (int p = 0; p < members; p++) {
            for (int i = 0; i < n; i++) {
                assertEquals(expected[p][i], parameters[p * n + i], 5e-6, "member " + p + " parameter " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.999", "0, 0.99", "0.5, 0"})
    void theFirstStepIsTheRateAgainstTheSignOfTheGradient(double beta1, double beta2) {
        // m̂ = g and v̂ = g², so the step is rate * g / (|g| + ε).
        double epsilon = 1e-4;
        Adam adam = new Adam(List.of(new AdamSpec(beta1, beta2, epsilon)), 4);
        float[] gradient = {2f, -0.5f, 1e-4f, 0f};
        float[] parameters = new float[4];
        adam.step(0, parameters, gradient, 0.1);
        for (int i = 0; i < 4; i++) {
            double g = gradient[i];
            assertEquals(-0.1 * g / (Math.abs(g) + epsilon), parameters[i], 1e-7);
        }
    }

    @Test
    void aStepOfOneMemberTouchesNoOther() {
        Adam adam = new Adam(List.of(AdamSpec.DEFAULT, AdamSpec.DEFAULT, AdamSpec.DEFAULT), 2);
        float[] parameters = {1, 2, 3, 4, 5, 6};
        float[] gradients = {1, 1, 1, 1, 1, 1};
        adam.step(1, parameters, gradients, 1);
        assertArrayEquals(new float[] {1, 2, 2, 3, 5, 6}, parameters, 1e-5f);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, gradients);
        // Member 2's first step is still a first step.
        adam.step(2, parameters, gradients, 1);
        assertArrayEquals(new float[] {1, 2, 2, 3, 4, 5}, parameters, 1e-5f);
    }

    static Stream<String> torchCases() {
        return Stream.of("paper", "no-momentum", "large-epsilon");
    }

    @ParameterizedTest
    @MethodSource("torchCases")
    void followsPyTorchWhileTheRateChanges(String name) {
        JsonNode reference = Reference.read("adam-reference.json");
        JsonNode torch = reference.get("cases").get(name);
        AdamSpec spec = new AdamSpec(
                torch.get("beta1").doubleValue(),
                torch.get("beta2").doubleValue(),
                torch.get("epsilon").doubleValue());
        double[] rates = Reference.numbers(reference.get("rates"));
        float[] parameters = floats(reference.get("initial"));
        Adam adam = new Adam(List.of(spec), parameters.length);
        for (int step = 0; step < rates.length; step++) {
            adam.step(0, parameters, floats(reference.get("gradients").get(step)), rates[step]);
            for (String precision : List.of("float64", "float32")) {
                double[] theirs = Reference.numbers(torch.get(precision).get(step));
                for (int i = 0; i < theirs.length; i++) {
                    // A float of size 2 is good to 1.2e-7, and rounding adds up over the steps.
                    assertEquals(theirs[i], parameters[i], 1e-6, "%s, step %d, %d".formatted(precision, step, i));
                }
            }
        }
        assertEquals(60, rates.length);
    }

    private static float[] floats(JsonNode array) {
        double[] numbers = Reference.numbers(array);
        float[] result = new float[numbers.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) numbers[i];
        }
        return result;
    }

    @Test
    void aParameterWithoutGradientStaysEvenWithTheSmallestEpsilon() {
        Adam adam = new Adam(List.of(new AdamSpec(0.9, 0.999, Float.MIN_VALUE)), 1);
        float[] parameters = {3f};
        adam.step(0, parameters, new float[] {0f}, 1);
        assertEquals(3f, parameters[0]);
    }

    @Test
    void constantsThatCannotBeRightAreRefusedWithTheirValueAndTheFix() {
        refused(() -> new AdamSpec(1, 0.9, 1e-8), "beta1 is 1.0");
        refused(() -> new AdamSpec(-0.1, 0.9, 1e-8), "beta1 is -0.1");
        refused(() -> new AdamSpec(0.9, Double.NaN, 1e-8), "beta2 is NaN");
        refused(() -> new AdamSpec(0.9, 0.999, 0), "epsilon is 0.0");
        refused(() -> new AdamSpec(0.9, 0.999, Double.NaN), "epsilon is NaN");
        refused(() -> new AdamSpec(0.9, 0.999, Double.POSITIVE_INFINITY), "epsilon is Infinity");
        // Rounds to 0 in the arithmetic, where 0 / 0 would follow.
        refused(() -> new AdamSpec(0.9, 0.999, 1e-60), "epsilon is 1.0E-60");
    }

    private static void refused(Executable create, String value) {
        String message = assertThrows(InvalidConfigException.class, create).getMessage();
        assertTrue(message.contains("adam: " + value) && message.contains("usual value"), message);
    }
}
