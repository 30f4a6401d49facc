package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What vouches for the engines is itself held against central differences. */
class ReferenceMlpTest {
    private static final double STEP = 1e-5;

    static Stream<MlpCase> cases() {
        return MlpCase.all().filter(c -> c.batch() < 64);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfCentralDifferences(MlpCase c) {
        MlpCase.Member m = c.member(0);
        ReferenceMlp mlp = new ReferenceMlp(c.layout(), m.parameters());
        Supplier<ReferenceMlp.Result> run = () -> mlp.run(m.input(), m.direction(), m.outputWeights(), c.batch());
        ToDoubleFunction<ReferenceMlp.Result> objective = r -> dot(m.outputWeights(), r.output());
        ReferenceMlp.Result result = run.get();

        assertClose(quotients(m.parameters(), () -> objective.applyAsDouble(run.get())), result.gradient());
        assertClose(quotients(m.input(), () -> objective.applyAsDouble(run.get())), result.inputGradient());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void directionalGradientsAreThoseOfCentralDifferences(MlpCase c) {
        MlpCase.Member m = c.member(0);
        ReferenceMlp mlp = new ReferenceMlp(c.layout(), m.parameters());
        ReferenceMlp.Result result = mlp.run(m.input(), m.direction(), m.outputWeights(), c.batch());

        double[] ahead = outputAt(mlp, c, m, STEP);
        double[] behind = outputAt(mlp, c, m, -STEP);
        double[] tangent = new double[ahead.length];
        Arrays.setAll(tangent, i -> (ahead[i] - behind[i]) / (2 * STEP));
        assertClose(tangent, result.outputTangent());

        // The tangent being right, what remains is its gradient.
        assertClose(
                quotients(
                        m.parameters(),
                        () -> dot(
                                m.outputWeights(),
                                mlp.run(m.input(), m.direction(), m.outputWeights(), c.batch())
                                        .outputTangent())),
                result.directionalGradient());
    }

    private static double[] outputAt(ReferenceMlp mlp, MlpCase c, MlpCase.Member m, double shift) {
        double[] x = m.input().clone();
        Arrays.setAll(x, i -> x[i] + shift * m.direction()[i]);
        return mlp.run(x, m.direction(), m.outputWeights(), c.batch()).output();
    }

    @Test
    void aNetworkComputedByHand() {
        // One hidden rectifier: relu(2 * 3 - 1) = 5, and 5 * (-4) + 0.5 = -19.5.
        MlpLayout layout = new MlpLayout(1, new NetworkSpec(List.of(1), Activation.RELU), 1);
        ReferenceMlp mlp = new ReferenceMlp(layout, new double[] {2, -1, -4, 0.5});
        ReferenceMlp.Result result = mlp.run(new double[] {3}, new double[] {1}, new double[] {1}, 1);
        assertEquals(-19.5, result.output()[0]);
        assertEquals(-8, result.inputGradient()[0]);
        assertEquals(-8, result.outputTangent()[0]);
    }

    /** Derivatives of a value by every number of an array, which comes back as it was. */
    private static double[] quotients(double[] x, Supplier<Double> value) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            x[i] = at + STEP;
            double ahead = value.get();
            x[i] = at - STEP;
            double behind = value.get();
            x[i] = at;
            result[i] = (ahead - behind) / (2 * STEP);
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(double[] expected, double[] actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6 * largest, "at " + i);
        }
    }
}
