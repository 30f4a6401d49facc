package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** What every engine must do, against {@link ReferenceMlp}. */
abstract class NetworkContract {
    private static final int INPUTS = 3;
    private static final int OUTPUTS = 2;

    /** Members of the networks under test. */
    abstract int members();

    abstract Network create(MlpLayout layout);

    /** Parameters or gradients of one member in {@link MlpLayout} order, from the engine's own. */
    abstract float[] inLayoutOrder(MlpLayout layout, float[] values, int member);

    /** Error of a penalty product, relative to the largest entry; infinite where an engine promises nothing. */
    abstract double penaltyTolerance(Activation activation, int batch);

    static Stream<Arguments> cases() {
        return Stream.of(List.<Integer>of(), List.of(7), List.of(16, 9))
                .flatMap(hidden -> Stream.of(Activation.values())
                        .flatMap(activation ->
                                Stream.of(1, 5, 64).map(batch -> Arguments.of(hidden, activation, batch))));
    }

    private final class Case implements AutoCloseable {
        final MlpLayout layout;
        final Network network;
        final int batch;
        final float[] input;
        final float[] outputGradient;
        final float[] direction;

        Case(List<Integer> hidden, Activation activation, int batch) {
            layout = new MlpLayout(INPUTS, new NetworkSpec(hidden, activation), OUTPUTS);
            network = create(layout);
            this.batch = batch;
            for (int p = 0; p < members(); p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "weights"));
            }
            RandomStream random = RandomStream.named(batch, "rows");
            input = normal(random, members() * batch * INPUTS);
            outputGradient = normal(random, members() * batch * OUTPUTS);
            direction = normal(random, members() * batch * INPUTS);
        }

        ReferenceMlp reference(int p) {
            return new ReferenceMlp(layout, inLayoutOrder(layout, network.parameters(), p), 0);
        }

        double[][] rows(float[] values, int p, int width) {
            double[][] rows = new double[batch][width];
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < width; i++) {
                    rows[b][i] = values[(p * batch + b) * width + i];
                }
            }
            return rows;
        }

        @Override
        public void close() {
            network.close();
        }
    }

    static float[] normal(RandomStream random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void assertClose(double[] expected, float[] actual, int offset, double tolerance, String what) {
        double largest = 1e-3;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[offset + i], tolerance * largest, what + " " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardIsTheFunctionOfItsParameters(List<Integer> hidden, Activation activation, int batch) {
        try (Case c = new Case(hidden, activation, batch)) {
            float[] output = c.network.forward(c.input, batch);
            assertEquals(members() * batch * OUTPUTS, output.length);
            for (int p = 0; p < members(); p++) {
                double[][] rows = c.rows(c.input, p, INPUTS);
                for (int b = 0; b < batch; b++) {
                    assertClose(c.reference(p).output(rows[b]), output, (p * batch + b) * OUTPUTS, 1e-5, "output");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwardMatchesCentralDifferences(List<Integer> hidden, Activation activation, int batch) {
        try (Case c = new Case(hidden, activation, batch)) {
            c.network.forward(c.input, batch);
            float[] inputGradient = c.network.backward(c.outputGradient).clone();
            for (int p = 0; p < members(); p++) {
                double[][] rows = c.rows(c.input, p, INPUTS);
                double[][] weights = c.rows(c.outputGradient, p, OUTPUTS);
                assertClose(
                        c.reference(p).parameterGradient(rows, weights),
                        inLayoutOrder(c.layout, c.network.gradients(), p),
                        0,
                        1e-5,
                        "parameter gradient");
                for (int b = 0; b < batch; b++) {
                    assertClose(
                            c.reference(p).inputGradient(rows[b], weights[b]),
                            inputGradient,
                            (p * batch + b) * INPUTS,
                            1e-5,
                            "input gradient");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void penaltyProductsMatchCentralDifferences(List<Integer> hidden, Activation activation, int batch) {
        try (Case c = new Case(hidden, activation, batch)) {
            c.network.forward(c.input, batch);
            c.network.directionalBackward(c.direction, c.outputGradient);
            for (int p = 0; p < members(); p++) {
                assertClose(
                        c.reference(p)
                                .directionalGradient(
                                        c.rows(c.input, p, INPUTS),
                                        c.rows(c.direction, p, INPUTS),
                                        c.rows(c.outputGradient, p, OUTPUTS)),
                        inLayoutOrder(c.layout, c.network.gradients(), p),
                        0,
                        penaltyTolerance(activation, batch),
                        "penalty gradient");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAddUpUntilTheyAreZeroedAndInputGradientsLeaveThemAlone(
            List<Integer> hidden, Activation activation, int batch) {
        try (Case c = new Case(hidden, activation, batch)) {
            c.network.forward(c.input, batch);
            float[] byBackward = c.network.backward(c.outputGradient).clone();
            float[] once = c.network.gradients().clone();
            assertArrayEquals(byBackward, c.network.inputGradient(c.outputGradient), 1e-6f);
            assertArrayEquals(once, c.network.gradients());
            c.network.backward(c.outputGradient);
            float[] twice = c.network.gradients().clone();
            for (int i = 0; i < once.length; i++) {
                assertEquals(2 * once[i], twice[i], 1e-4 * (1 + Math.abs(once[i])), "gradient " + i);
            }
            c.network.zeroGradients();
            assertArrayEquals(new float[once.length], c.network.gradients());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void savedNetworksOpenInDl4jAndComputeTheSame(
            List<Integer> hidden, Activation activation, int batch, @TempDir Path folder) throws IOException {
        try (Case c = new Case(hidden, activation, batch)) {
            float[] output = c.network.forward(c.input, batch);
            int p = members() - 1;
            Path file = folder.resolve("q.zip");
            c.network.save(p, file);
            MultiLayerNetwork opened = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
            float[] rows = Arrays.copyOfRange(c.input, p * batch * INPUTS, (p + 1) * batch * INPUTS);
            float[] same = opened.output(Nd4j.createFromArray(rows).reshape(batch, INPUTS))
                    .ravel()
                    .toFloatVector();
            opened.close();
            for (int i = 0; i < same.length; i++) {
                assertEquals(output[p * batch * OUTPUTS + i], same[i], 1e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void wrongShapesAreNamed(List<Integer> hidden, Activation activation, int batch) {
        try (Case c = new Case(hidden, activation, batch)) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> c.network.forward(new float[c.input.length + 1], batch))
                    .getMessage();
            assertTrue(message.contains("batch=" + batch), message);
            assertThrows(IllegalStateException.class, () -> create(c.layout).backward(c.outputGradient));
        }
    }
}
