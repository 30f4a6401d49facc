package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of layer on DL4J: gradients in double against central differences, and the engine's float numbers against these. */
class Dl4jLayersTest {
    private static final double TOLERANCE = 1e-5;
    private static final double STEP = 1e-5;
    private static final int BATCH = 4;

    /** A network and its name in reports. */
    record Case(String name, NetworkShape shape) {
        @Override
        public String toString() {
            return name;
        }

        FeatureShape input() {
            return shape.features().get(0);
        }
    }

    private static Case of(String name, FeatureShape input, int outputs, OutputSpec output, LayerSpec... layers) {
        NetworkSpec spec = new NetworkSpec(Optional.of(input), List.of(layers), output, Optional.empty());
        return new Case(name, new NetworkShape(input.size(), spec, outputs));
    }

    static Stream<Case> cases() {
        var linear = new OutputSpec.Linear(false);
        var last = new OutputSpec.LastLayer();
        var image = new FeatureShape.Image(2, 5, 6);
        var sequence = new FeatureShape.Sequence(4, 3);
        var flat = new FeatureShape.Flat(5);
        List<Case> cases = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            cases.add(of("dense " + activation.key(), flat, 3, linear, new LayerSpec.Dense(6, activation, false)));
        }
        cases.add(of("convolution", image, 3, linear, new LayerSpec.Convolution(3, 3, 1, 0, Activation.TANH, false)));
        cases.add(of(
                "convolutions with stride and padding",
                image,
                3,
                linear,
                new LayerSpec.Convolution(3, 3, 2, 1, Activation.SILU, false),
                new LayerSpec.Convolution(2, 2, 1, 1, Activation.TANH, false),
                new LayerSpec.Dense(4, Activation.TANH, false)));
        cases.add(of(
                "transposed convolution",
                flat,
                18,
                last,
                new LayerSpec.Dense(12, Activation.TANH, false),
                new LayerSpec.Reshape(new FeatureShape.Image(3, 2, 2)),
                new LayerSpec.TransposedConvolution(2, 3, 1, 1, Activation.TANH),
                new LayerSpec.TransposedConvolution(2, 2, 1, 0, Activation.SIGMOID)));
        cases.add(of(
                "batch norm of images",
                image,
                3,
                linear,
                new LayerSpec.Convolution(3, 3, 1, 0, Activation.IDENTITY, false),
                new LayerSpec.BatchNorm(0.9, Activation.TANH)));
        cases.add(of(
                "batch norm of rows",
                flat,
                3,
                linear,
                new LayerSpec.Dense(6, Activation.IDENTITY, false),
                new LayerSpec.BatchNorm(0.5, Activation.SILU)));
        cases.add(of(
                "layer norm",
                flat,
                3,
                linear,
                new LayerSpec.Dense(6, Activation.IDENTITY, false),
                new LayerSpec.LayerNorm(Activation.TANH)));
        cases.add(of("lstm", sequence, 3, linear, new LayerSpec.Lstm(5, false)));
        cases.add(of("lstms", sequence, 16, last, new LayerSpec.Lstm(5, true), new LayerSpec.Lstm(4, true)));
        cases.add(of(
                "dropout",
                flat,
                3,
                linear,
                new LayerSpec.Dropout(0.2),
                new LayerSpec.Dense(9, Activation.TANH, false),
                new LayerSpec.Dropout(0.4)));
        return cases.stream();
    }

    private static double[] normal(RandomStream random, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /** The same network twice: DL4J's own in double, and the engine's, with the same parameters and masks. */
    private static final class Pair implements AutoCloseable {
        final Case c;
        final Dl4jNetwork engine;
        final MultiLayerNetwork dl4j;
        final Dl4jParameters map;
        final double[] parameters;
        final double[] x;
        final double[] w;

        Pair(Case c) {
            this.c = c;
            engine = new Dl4jNetwork(c.shape());
            RandomStream stream = RandomStream.named(3, "network");
            engine.initialize(0, new Initializer.Xavier(Initializer.Distribution.NORMAL, 1), stream);
            RandomStream noise = RandomStream.named(3, "noise");
            for (int i = 0; i < engine.parameterCount(); i++) {
                engine.parameters()[i] += (float) (0.2 * noise.nextGaussian());
            }
            engine.parametersChanged();
            RandomStream masks = RandomStream.of(stream.state());
            var configuration = new Dl4jConfiguration(
                    c.shape(), DataType.DOUBLE, rate -> new StreamDropout(rate, () -> masks), false);
            dl4j = new MultiLayerNetwork(configuration.build());
            dl4j.init();
            map = new Dl4jParameters(configuration, dl4j);
            float[] theirs = dl4j.params().toFloatVector();
            map.toTheirs(engine.parameters(), theirs);
            parameters = new double[theirs.length];
            for (int i = 0; i < theirs.length; i++) {
                parameters[i] = theirs[i];
            }
            x = normal(noise, BATCH * c.shape().inputs());
            w = normal(noise, BATCH * c.shape().outputs());
        }

        INDArray rows(double[] values, FeatureShape shape) {
            INDArray all = Nd4j.createFromArray(values);
            if (shape instanceof FeatureShape.Sequence s) {
                return all.reshape(BATCH, s.steps(), s.features()).permute(0, 2, 1);
            }
            if (shape instanceof FeatureShape.Image i && shape != c.input()) {
                return all.reshape(BATCH, i.channels(), i.height(), i.width());
            }
            return all.reshape(BATCH, shape.size());
        }

        static double[] flat(INDArray array) {
            INDArray ordered = array.rank() == 3 ? array.permute(0, 2, 1) : array;
            return ordered.dup('c').reshape(array.length()).toDoubleVector();
        }

        FeatureShape output() {
            return c.shape().features().get(c.shape().features().size() - 1);
        }

        double[] forward() {
            dl4j.params().assign(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
            dl4j.setInput(rows(x, c.input()).dup('c'));
            List<INDArray> activations = dl4j.feedForward(true, false);
            return flat(activations.get(activations.size() - 1));
        }

        double objective() {
            double sum = 0;
            double[] output = forward();
            for (int i = 0; i < w.length; i++) {
                sum += w[i] * output[i];
            }
            return sum;
        }

        @Override
        public void close() {
            engine.close();
            dl4j.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfCentralDifferencesInDouble(Case c) {
        try (Pair pair = new Pair(c)) {
            double[] output = pair.forward();
            var result = pair.dl4j.backpropGradient(pair.rows(pair.w, pair.output()), LayerWorkspaceMgr.noWorkspaces());
            double[] gradient = result.getFirst().gradient().toDoubleVector();
            double[] inputGradient = Pair.flat(result.getSecond());
            double[] expected = quotients(pair.parameters, pair::objective);
            // Running statistics are no parameters of the training pass.
            for (Dl4jParameters.Statistics s : pair.map.statistics()) {
                for (int i = s.theirs(); i < s.theirs() + 2 * s.channels(); i++) {
                    gradient[i] = 0;
                    assertEquals(0, expected[i]);
                }
            }
            assertNear(expected, gradient, TOLERANCE, "gradient");
            assertNear(quotients(pair.x, pair::objective), inputGradient, TOLERANCE, "input gradient");

            // The engine: the same to float rounding.
            assertNear(output, pair.engine.forward(floats(pair.x), BATCH), 1e-5, "engine's output");
            assertNear(inputGradient, pair.engine.backwardToInput(floats(pair.w)), 1e-4, "engine's input gradient");
            float[] theirs = new float[gradient.length];
            pair.map.toTheirs(pair.engine.gradients(), theirs);
            assertNear(gradient, theirs, 1e-4, "engine's gradient");
        }
    }

    private static double[] quotients(double[] x, DoubleSupplier value) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            x[i] = at + STEP;
            double ahead = value.getAsDouble();
            x[i] = at - STEP;
            double behind = value.getAsDouble();
            x[i] = at;
            result[i] = (ahead - behind) / (2 * STEP);
        }
        return result;
    }

    private static void assertNear(double[] expected, float[] actual, double tolerance, String what) {
        double[] doubles = new double[actual.length];
        for (int i = 0; i < actual.length; i++) {
            doubles[i] = actual[i];
        }
        assertNear(expected, doubles, tolerance, what);
    }

    private static void assertNear(double[] expected, double[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            norm += expected[i] * expected[i];
        }
        assertTrue(norm > 0, what + " is 0");
        double relative = Math.sqrt(distance / norm);
        assertTrue(relative <= tolerance, what + " is off by " + relative);
    }

    /** Penalty products: the gradient of {@code w . J v}, whose reference is a difference of gradients in double. */
    @ParameterizedTest
    @MethodSource("cases")
    void directionalGradientsAreThoseOfDoubleDifferences(Case c) {
        try (Pair pair = new Pair(c)) {
            double[] v = normal(RandomStream.named(4, "direction"), pair.x.length);
            double[][] gradients = new double[2][];
            double step = 1e-4;
            for (int side = 0; side < 2; side++) {
                for (int i = 0; i < v.length; i++) {
                    pair.x[i] += (side == 0 ? 1 : -2) * step * v[i];
                }
                pair.forward();
                gradients[side] = pair.dl4j
                        .backpropGradient(pair.rows(pair.w, pair.output()), LayerWorkspaceMgr.noWorkspaces())
                        .getFirst()
                        .gradient()
                        .toDoubleVector();
            }
            for (int i = 0; i < v.length; i++) {
                pair.x[i] += step * v[i];
            }
            double[] expected = new double[pair.parameters.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (gradients[0][i] - gradients[1][i]) / (2 * step);
            }
            for (Dl4jParameters.Statistics s : pair.map.statistics()) {
                Arrays.fill(expected, s.theirs(), s.theirs() + 2 * s.channels(), 0);
            }
            pair.engine.forward(floats(pair.x), BATCH);
            pair.engine.directionalBackward(floats(v), floats(pair.w));
            float[] theirs = new float[expected.length];
            pair.map.toTheirs(pair.engine.gradients(), theirs);
            assertNear(expected, theirs, 5e-3, "directional gradient");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void savedNetworksPredictTheSame(Case c, @TempDir Path folder) throws IOException {
        try (Pair pair = new Pair(c)) {
            for (int pass = 0; pass < 3; pass++) {
                pair.engine.forward(floats(pair.x), BATCH);
            }
            double[] predicted = new double[pair.w.length];
            float[] prediction = pair.engine.predict(floats(pair.x), BATCH);
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = prediction[i];
            }
            Path file = folder.resolve("network.zip");
            pair.engine.save(0, file);
            MultiLayerNetwork opened = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
            INDArray input = pair.rows(pair.x, c.input()).dup('c').castTo(DataType.FLOAT);
            assertNear(predicted, Pair.flat(opened.output(input, false)), 1e-6, "opened network's output");
            opened.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRestoredNetworkGoesOnAsTheSavedOneWould(Case c) {
        try (Pair pair = new Pair(c);
                Dl4jNetwork restored = new Dl4jNetwork(c.shape())) {
            pair.engine.forward(floats(pair.x), BATCH);
            StateWriter state = new StateWriter();
            pair.engine.save(0, state);
            restored.restore(0, state.reader());
            for (int pass = 0; pass < 2; pass++) {
                assertArrayEquals(pair.engine.predict(floats(pair.x), BATCH), restored.predict(floats(pair.x), BATCH));
                assertArrayEquals(pair.engine.forward(floats(pair.x), BATCH), restored.forward(floats(pair.x), BATCH));
            }
        }
    }

    @Test
    void predictionsUseRunningStatisticsThatForwardPassesMove() {
        // One feature, batch norm alone: gain 1, bias 0, decay 0.5, statistics beginning as mean 0 and variance 1.
        Case c = of(
                "batch norm",
                new FeatureShape.Flat(1),
                1,
                new OutputSpec.LastLayer(),
                new LayerSpec.BatchNorm(0.5, Activation.IDENTITY));
        try (Dl4jNetwork network = new Dl4jNetwork(c.shape())) {
            network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(0, "init"));
            assertEquals(2, network.parameterCount());
            float[] rows = {1, 5};
            assertEquals(5 / Math.sqrt(1 + 1e-5), network.predict(rows, 2)[1], 1e-5);
            // Batch: mean 3, variance 4. Afterwards: mean 1.5, variance 2.5.
            assertEquals(2 / Math.sqrt(4 + 1e-5), network.forward(rows, 2)[1], 1e-5);
            assertEquals(3.5 / Math.sqrt(2.5 + 1e-5), network.predict(rows, 2)[1], 1e-5);
            // Nothing but forward passes moves them: not backward passes, not predictions.
            network.backward(new float[] {1, 2});
            network.directionalBackward(new float[] {1, 1}, new float[] {1, 1});
            assertEquals(3.5 / Math.sqrt(2.5 + 1e-5), network.predict(rows, 2)[1], 1e-5);
        }
    }

    @Test
    void convolutionsDivideByTheLargestSingularValue() {
        // A 1 x 1 kernel is a matrix on channels: diag(3, 1) has the largest singular value 3.
        Case c = of(
                "spectral norm",
                new FeatureShape.Image(2, 1, 1),
                2,
                new OutputSpec.LastLayer(),
                new LayerSpec.Convolution(2, 1, 1, 0, Activation.IDENTITY, true));
        try (Dl4jNetwork network = new Dl4jNetwork(c.shape())) {
            network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(0, "init"));
            // DL4J keeps biases first.
            System.arraycopy(new float[] {0, 0, 3, 0, 0, 1}, 0, network.parameters(), 0, 6);
            network.parametersChanged();
            for (int i = 0; i < 30; i++) {
                network.forward(new float[] {1, 1}, 1);
            }
            assertArrayEquals(new float[] {1, 1 / 3f}, network.forward(new float[] {1, 1}, 1), 1e-6f);
            // y = W / σ x with σ = w00: the first output does not depend on w00, the second falls with it.
            network.backward(new float[] {1, 1});
            assertArrayEquals(new float[] {1, 1, -1 / 9f, 1 / 3f, 1 / 3f, 1 / 3f}, network.gradients(), 1e-6f);
        }
    }

    @Test
    void initialParametersHaveTheSizesTheirFansAskFor() {
        // Xavier's variance is 2 / (fan in + fan out): here 2 / (9 * 8 + 9 * 16), and biases are 0.
        Case c = of(
                "convolution",
                new FeatureShape.Image(8, 3, 3),
                16,
                new OutputSpec.LastLayer(),
                new LayerSpec.Convolution(16, 3, 1, 0, Activation.IDENTITY, false));
        try (Dl4jNetwork network = new Dl4jNetwork(c.shape())) {
            network.initialize(
                    0, new Initializer.Xavier(Initializer.Distribution.UNIFORM, 1), RandomStream.named(0, "init"));
            double squares = 0;
            for (int i = 0; i < network.parameterCount(); i++) {
                assertEquals(i < 16, network.parameters()[i] == 0, "biases come first");
                squares += network.parameters()[i] * network.parameters()[i];
            }
            double variance = 2.0 / (9 * 8 + 9 * 16);
            int n = 16 * 72;
            assertEquals(variance, squares / n, 5 * variance * Math.sqrt(4 / 5.0 / n));
        }
    }
}
