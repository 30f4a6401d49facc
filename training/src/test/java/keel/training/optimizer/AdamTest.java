package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Adam and optimistic Adam against their papers' algorithms, written out in double. */
class AdamTest {
    /** m̂ / (√v̂ + ε) of algorithm 1 of Kingma &amp; Ba, bias-corrected moments written out. */
    private static final class PaperAdam {
        final double beta1;
        final double beta2;
        final double epsilon;
        final double[] m;
        final double[] v;
        int t;

        PaperAdam(double beta1, double beta2, double epsilon, int n) {
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.epsilon = epsilon;
            m = new double[n];
            v = new double[n];
        }

        double[] direction(double[] gradient) {
            t++;
            double[] direction = new double[gradient.length];
            for (int i = 0; i < gradient.length; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
                v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] * gradient[i];
                double mHat = m[i] / (1 - Math.pow(beta1, t));
                double vHat = v[i] / (1 - Math.pow(beta2, t));
                direction[i] = mHat / (Math.sqrt(vHat) + epsilon);
            }
            return direction;
        }
    }

    private record Constants(double beta1, double beta2, double epsilon) {
        PaperAdam paper(int n) {
            return new PaperAdam(beta1, beta2, epsilon, n);
        }
    }

    private static final List<Constants> MEMBERS =
            List.of(new Constants(0.9, 0.999, 1e-8), new Constants(0, 0.99, 1e-8), new Constants(0.5, 0.9, 1e-2));

    static Stream<Arguments> forms() {
        return Stream.of(Arguments.of("adam", false), Arguments.of("optimistic-adam", true));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyMemberFollowsThePaperWithItsOwnConstantsRateAndStepCount(String type, boolean optimistic) {
        int n = 13;
        int members = MEMBERS.size();
        List<OptimizerSpec> specs = MEMBERS.stream()
                .<OptimizerSpec>map(c -> optimistic
                        ? new OptimisticAdamSpec(c.beta1(), c.beta2(), c.epsilon())
                        : new AdamSpec(c.beta1(), c.beta2(), c.epsilon()))
                .toList();
        assertEquals(type, specs.get(0).type());
        Optimizer adam = Optimizer.create(specs, n);
        List<PaperAdam> paper = MEMBERS.stream().map(c -> c.paper(n)).toList();
        double[][] last = new double[members][n];
        RandomStream random = RandomStream.named(3, "adam");
        float[] parameters = new float[members * n];
        double[][] expected = new double[members][n];
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
                    adam.step(p, parameters, gradients, StepSize.of(rate));
                    double[] direction = paper.get(p).direction(own);
                    for (int i = 0; i < n; i++) {
                        // Algorithm 1 of Daskalakis et al.: w - 2 η d + η d'.
                        expected[p][i] -=
                                optimistic ? 2 * rate * direction[i] - rate * last[p][i] : rate * direction[i];
                    }
                    last[p] = direction;
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
        // m̂ = g and v̂ = g², so the step is rate * g / (|g| + ε), and twice that if optimistic.
        double epsilon = 1e-4;
        Optimizer adam = Optimizer.create(List.of(new AdamSpec(beta1, beta2, epsilon)), 4);
        Optimizer optimistic = Optimizer.create(List.of(new OptimisticAdamSpec(beta1, beta2, epsilon)), 4);
        float[] gradient = {2f, -0.5f, 1e-4f, 0f};
        float[] parameters = new float[4];
        float[] twice = new float[4];
        adam.step(0, parameters, gradient, StepSize.of(0.1));
        optimistic.step(0, twice, gradient, StepSize.of(0.1));
        for (int i = 0; i < 4; i++) {
            double g = gradient[i];
            assertEquals(-0.1 * g / (Math.abs(g) + epsilon), parameters[i], 1e-7);
            assertEquals(-0.2 * g / (Math.abs(g) + epsilon), twice[i], 2e-7);
        }
    }

    @Test
    void aParameterWithoutGradientStaysEvenWithTheSmallestEpsilon() {
        Optimizer adam = Optimizer.create(List.of(new AdamSpec(0.9, 0.999, Float.MIN_VALUE)), 1);
        float[] parameters = {3f};
        adam.step(0, parameters, new float[] {0f}, StepSize.of(1));
        assertEquals(3f, parameters[0]);
    }

    @Test
    void resettingTheStepCountMakesTheBiasCorrectionActAgain() {
        // After 50 steps of gradient 1, m = 1 - 0.5^50 ≈ 1 and v = 1 - 0.75^50 ≈ 1 - 6e-7. Corrected as at t = 1, the
        // next
        // step is rate * (1 / 0.5) / √(1 / 0.25) = rate * 1; as at t = 51, rate * 1 as well. So let β₁ be 0.875
        // instead:
        // then m = 1 - 0.875^51 and the step is rate * m / 0.125 / √(v / 0.25) = 4 rate * m / √v.
        Optimizer adam = Optimizer.create(List.of(new AdamSpec(0.875, 0.75, 1e-8)), 1);
        float[] parameters = {0f};
        float[] gradient = {1f};
        for (int k = 0; k < 50; k++) {
            adam.step(0, parameters, gradient, StepSize.of(1));
        }
        assertEquals(-50, parameters[0], 1e-4, "steps of the rate");
        adam.reset(0, RestartReset.STEP_COUNT);
        adam.step(0, parameters, gradient, StepSize.of(1));
        double m = 1 - Math.pow(0.875, 51);
        double v = 1 - Math.pow(0.75, 51);
        assertEquals(-50 - 4 * m / Math.sqrt(v), parameters[0], 1e-4);
    }

    @Test
    void aCycledBeta1CorrectsWithTheBeta1OfTheStep() {
        // Gradient 1 with β₁ 0.5, then 0.75: m = 0.5, then 0.75 * 0.5 + 0.25 = 0.625, corrected by 1 - 0.75² = 0.4375.
        // With
        // β₂ = 0 the scale is |g| = 1.
        Optimizer adam = Optimizer.create(List.of(new AdamSpec(0.9, 0, 1e-12)), 1);
        float[] parameters = {0f};
        float[] gradient = {1f};
        adam.step(0, parameters, gradient, new StepSize(1, OptionalDouble.of(0.5), LayerMultipliers.NONE));
        assertEquals(-1, parameters[0], 1e-6);
        adam.step(0, parameters, gradient, new StepSize(1, OptionalDouble.of(0.75), LayerMultipliers.NONE));
        assertEquals(-1 - 0.625 / 0.4375, parameters[0], 1e-6);
    }
}
