package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What {@link Network} promises, held against {@link ReferenceMlp}; every engine runs it. */
abstract class NetworkContract {
    /** Of the largest number of a member's array: float arithmetic over sums of at most 64 rows. */
    private static final double FLOAT = 2e-5;

    abstract int members();

    abstract Network create(MlpLayout layout);

    /** Where the engine keeps the parameter that {@link MlpLayout} keeps at this index. */
    abstract int position(MlpLayout layout, int index);

    /** How far directional gradients may be off, of the largest. */
    abstract double directionalTolerance();

    /** What is added to that, of the largest gradient: a difference of gradients has their rounding. */
    double directionalNoise() {
        return 0;
    }

    static Stream<MlpCase> cases() {
        return MlpCase.all();
    }

    static Stream<MlpCase> shapes() {
        return MlpCase.all().filter(c -> c.batch() == 5);
    }

    /**
     * A member of a case and what the reference makes of it, which takes thousands of steps of power iteration and is the same
     * for every engine and test. Nobody writes to it.
     */
    private record Known(MlpCase.Member member, ReferenceMlp reference, ReferenceMlp.Result result) {
        private static final Map<List<Object>, Known> ALL = new ConcurrentHashMap<>();

        static Known of(MlpCase c, int p) {
            return ALL.computeIfAbsent(List.of(c, p), key -> {
                MlpCase.Member member = c.member(p);
                ReferenceMlp reference = new ReferenceMlp(c.layout(), member.parameters());
                return new Known(
                        member,
                        reference,
                        reference.run(member.input(), member.direction(), member.outputWeights(), c.batch()));
            });
        }
    }

    /** A network with the parameters of a case, the rows of its members, and what the reference makes of them. */
    private final class Fixture implements AutoCloseable {
        final MlpLayout layout;
        final List<Known> known;
        final List<MlpCase.Member> members;
        final List<ReferenceMlp.Result> expected;
        final Network network;
        final int batch;

        Fixture(MlpCase c) {
            this(c, create(c.layout()));
        }

        /** Other rows for a network that has its parameters already or gets them now: they are the same. */
        Fixture(MlpCase c, Network network) {
            this.network = network;
            layout = c.layout();
            batch = c.batch();
            known = IntStream.range(0, members()).mapToObj(p -> Known.of(c, p)).toList();
            members = known.stream().map(Known::member).toList();
            expected = known.stream().map(Known::result).toList();
            float[] parameters = network.parameters();
            for (int p = 0; p < members(); p++) {
                for (int i = 0; i < layout.parameterCount(); i++) {
                    parameters[p * layout.parameterCount() + position(layout, i)] =
                            (float) members.get(p).parameters()[i];
                }
            }
            network.parametersChanged();
            takeConvergedVectors();
        }

        /** Power iteration from singular vectors stays there, so every pass divides by the same number. */
        private void takeConvergedVectors() {
            int n = layout.parameterCount();
            for (int p = 0; p < members(); p++) {
                StateWriter state = new StateWriter();
                state.put("parameters", network.parameters(), p * n, (p + 1) * n);
                ReferenceMlp reference = known.get(p).reference();
                int norm = 0;
                for (int l = 0; l < layout.layers(); l++) {
                    if (layout.stage(l).spectral()) {
                        StateWriter vectors = state.under("spectral-norm-" + norm++);
                        vectors.put("u", reference.u[l]);
                        vectors.put("v", reference.v[l]);
                    }
                }
                if (norm > 0) {
                    network.restore(p, state.reader());
                }
            }
        }

        float[] rows(Function<MlpCase.Member, double[]> rows) {
            double[] all =
                    members.stream().map(rows).flatMapToDouble(Arrays::stream).toArray();
            float[] result = new float[all.length];
            for (int i = 0; i < all.length; i++) {
                result[i] = (float) all[i];
            }
            return result;
        }

        float[] input() {
            return rows(MlpCase.Member::input);
        }

        float[] direction() {
            return rows(MlpCase.Member::direction);
        }

        float[] outputWeights() {
            return rows(MlpCase.Member::outputWeights);
        }

        float[] forward() {
            return network.forward(input(), batch);
        }

        /** Rows come back in the reference's order. */
        void assertRows(Function<ReferenceMlp.Result, double[]> expectedRows, float[] actual) {
            int each = actual.length / members();
            for (int p = 0; p < members(); p++) {
                double[] own = new double[each];
                for (int i = 0; i < each; i++) {
                    own[i] = actual[p * each + i];
                }
                assertClose(expectedRows.apply(expected.get(p)), own, FLOAT, "member " + p);
            }
        }

        void assertDirectionalGradients() {
            int n = layout.parameterCount();
            float[] gradients = network.gradients();
            for (int p = 0; p < members(); p++) {
                ReferenceMlp.Result result = expected.get(p);
                double noise = directionalNoise() * largest(result.gradient());
                double tolerance = directionalTolerance() * largest(result.directionalGradient()) + noise;
                for (int i = 0; i < n; i++) {
                    float actual = gradients[p * n + position(layout, i)];
                    assertEquals(result.directionalGradient()[i], actual, tolerance, "member " + p + " at " + i);
                }
            }
        }

        void assertGradients(Function<ReferenceMlp.Result, double[]> expectedGradient, double tolerance) {
            float[] gradients = network.gradients();
            int n = layout.parameterCount();
            assertEquals(members() * n, gradients.length);
            for (int p = 0; p < members(); p++) {
                double[] own = new double[n];
                for (int i = 0; i < n; i++) {
                    own[i] = gradients[p * n + position(layout, i)];
                }
                assertClose(expectedGradient.apply(expected.get(p)), own, tolerance, "member " + p);
            }
        }

        @Override
        public void close() {
            network.close();
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static void assertClose(double[] expected, double[] actual, double tolerance, String what) {
        assertEquals(expected.length, actual.length, what);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, what + " at " + i);
        }
    }

    private static double[] sum(double[] a, double[] b) {
        double[] result = a.clone();
        Arrays.setAll(result, i -> a[i] + b[i]);
        return result;
    }

    @ParameterizedTest
    @MethodSource("keel.training.network.NetworkContract#cases")
    void forwardAndBackwardAreThoseOfTheReference(MlpCase c) {
        try (Fixture f = new Fixture(c)) {
            f.assertRows(ReferenceMlp.Result::output, f.forward());
            f.assertRows(ReferenceMlp.Result::inputGradient, f.network.backwardToInput(f.outputWeights()));
            f.assertGradients(ReferenceMlp.Result::gradient, FLOAT);
        }
    }

    @ParameterizedTest
    @MethodSource("keel.training.network.NetworkContract#cases")
    void inputGradientLeavesParameterGradientsAlone(MlpCase c) {
        try (Fixture f = new Fixture(c)) {
            f.forward();
            f.assertRows(ReferenceMlp.Result::inputGradient, f.network.inputGradient(f.outputWeights()));
            assertArrayEquals(new float[f.network.gradients().length], f.network.gradients());

            f.network.backward(f.outputWeights());
            float[] before = f.network.gradients().clone();
            f.assertRows(ReferenceMlp.Result::inputGradient, f.network.inputGradient(f.outputWeights()));
            assertArrayEquals(before, f.network.gradients());
        }
    }

    @ParameterizedTest
    @MethodSource("keel.training.network.NetworkContract#cases")
    void gradientsAddUpOverBatchesUntilTheyAreZeroed(MlpCase c) {
        try (Fixture f = new Fixture(c)) {
            f.forward();
            f.network.backward(f.outputWeights());
            Fixture other = new Fixture(c.withBatch(c.batch() + 2), f.network);
            other.forward();
            other.network.backward(other.outputWeights());
            for (int p = 0; p < members(); p++) {
                double[] both =
                        sum(f.expected.get(p).gradient(), other.expected.get(p).gradient());
                float[] gradients = f.network.gradients();
                double[] own = new double[both.length];
                for (int i = 0; i < own.length; i++) {
                    own[i] = gradients[p * own.length + position(f.layout, i)];
                }
                assertClose(both, own, FLOAT, "member " + p);
            }

            f.network.zeroGradients();
            assertArrayEquals(new float[f.network.gradients().length], f.network.gradients());
            other.network.backward(other.outputWeights());
            other.assertGradients(ReferenceMlp.Result::gradient, FLOAT);
        }
    }

    @ParameterizedTest
    @MethodSource("keel.training.network.NetworkContract#cases")
    void directionalBackwardIsTheGradientOfTheDirectionalDerivative(MlpCase c) {
        try (Fixture f = new Fixture(c)) {
            f.forward();
            f.network.directionalBackward(f.direction(), f.outputWeights());
            f.assertDirectionalGradients();

            // It adds to what is there, and the last forward pass is still the one that backward refers to.
            f.assertRows(ReferenceMlp.Result::inputGradient, f.network.backwardToInput(f.outputWeights()));
            f.network.directionalBackward(f.direction(), f.outputWeights());
            f.assertGradients(
                    r -> sum(r.gradient(), sum(r.directionalGradient(), r.directionalGradient())),
                    directionalTolerance());
        }
    }

    @Test
    void backwardPassesReferToTheParametersOfTheLastForward() {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(7), 5))) {
            f.forward();
            Arrays.fill(f.network.parameters(), 0.25f);
            f.network.parametersChanged();
            for (int pass = 0; pass < 2; pass++) {
                f.assertRows(ReferenceMlp.Result::inputGradient, f.network.inputGradient(f.outputWeights()));
            }
            f.network.directionalBackward(f.direction(), f.outputWeights());
            f.assertGradients(ReferenceMlp.Result::directionalGradient, directionalTolerance());
        }
    }

    @Test
    void predictionsLeaveTheLastForwardPassAlone() {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.BOTH_NORMS, 5))) {
            f.forward();
            Fixture other = new Fixture(new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.BOTH_NORMS, 5), f.network);
            f.forward();
            f.assertRows(
                    ReferenceMlp.Result::output, f.network.predict(f.input(), 5).clone());
            other.network.predict(new float[members() * MlpCase.INPUTS], 1);
            f.assertRows(ReferenceMlp.Result::inputGradient, f.network.backwardToInput(f.outputWeights()));
            f.assertGradients(ReferenceMlp.Result::gradient, FLOAT);
        }
    }

    @Test
    void predictionsWithOtherParametersEndTheForwardPass() {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(7), 5))) {
            f.forward();
            f.network.parameters()[0] = 0.25f;
            f.network.parametersChanged();
            f.network.predict(f.input(), 5);
            String message = assertThrows(IllegalStateException.class, () -> f.network.backward(f.outputWeights()))
                    .getMessage();
            assertTrue(message.contains("needs a forward pass"), message);
        }
    }

    @Test
    void hiddenLayersShowWhatTheyGave() {
        MlpCase c = new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.LAYER_NORM, 5);
        try (Fixture f = new Fixture(c)) {
            f.forward();
            assertEquals(2, f.network.hiddenLayers());
            Hidden hidden = f.network.hidden(members() - 1, 1);
            assertEquals(List.of(5, 9), List.of(hidden.rows(), hidden.width()));
            // Stages: weights, norm, weights, norm, weights; the last hidden units follow the second norm.
            List<ReferenceMlp.Unit> units = f.expected.get(members() - 1).hidden();
            int each = units.size() / 5;
            for (int b = 0; b < 5; b++) {
                for (int j = 0; j < 9; j++) {
                    double value = Math.tanh(units.get(b * each + each - 9 + j).value());
                    assertEquals(value, hidden.at(b, j), 1e-5);
                }
            }
        }
    }

    @Test
    void layersStartWithTheirWeightsAndKeepTheirNorms() {
        MlpCase c = new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.BOTH_NORMS, 5);
        try (Network network = create(c.layout())) {
            // 3 x 16 + 16 and two vectors of 16; 16 x 9 + 9 and two of 9; 9 x 2 + 2.
            assertArrayEquals(new int[] {0, 96, 267, 287}, network.layerOffsets());
            assertEquals(287, network.parameterCount());
        }
    }

    @Test
    void aFollowerPredictsAsItsSourceDoes() {
        MlpCase c = new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.BOTH_NORMS, 5);
        try (Network source = create(c.layout());
                Network follower = create(c.layout())) {
            float[] input = new float[members() * 5 * MlpCase.INPUTS];
            Arrays.fill(input, 0.5f);
            for (int p = 0; p < members(); p++) {
                source.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "source"));
                follower.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "follower"));
            }
            source.forward(input, 5);
            float before = follower.parameters()[0];
            follower.follow(source, 0.25);
            assertEquals(before + 0.25f * (source.parameters()[0] - before), follower.parameters()[0], 1e-7);
            follower.follow(source, 1);
            assertArrayEquals(source.predict(input, 5).clone(), follower.predict(input, 5));
            assertThrows(IllegalArgumentException.class, () -> follower.follow(source, 0));
        }
    }

    @Test
    void aRestoredMemberGoesOnAsTheSavedOneWould() {
        var extras = new NetworkSpec.DenseExtras(true, true, Optional.of(0.3));
        MlpLayout layout = new MlpCase(Activation.TANH, List.of(16, 9), extras, 5).layout();
        float[] input = new float[members() * 5 * MlpCase.INPUTS];
        Arrays.fill(input, 0.5f);
        try (Network network = create(layout);
                Network restored = create(layout)) {
            for (int p = 0; p < members(); p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "saved"));
            }
            network.forward(input, 5);
            for (int p = 0; p < members(); p++) {
                StateWriter state = new StateWriter();
                network.save(p, state);
                restored.restore(p, state.reader());
            }
            for (int pass = 0; pass < 3; pass++) {
                assertArrayEquals(network.forward(input, 5), restored.forward(input, 5));
            }
            assertArrayEquals(network.predict(input, 5), restored.predict(input, 5));
        }
    }

    @Test
    void droppedUnitsAreDroppedInTrainingOnlyAndStayDroppedForBackwardPasses() {
        // Identity without hidden layers would hide nothing: one hidden layer of identity units that only dropout
        // changes.
        var extras = new NetworkSpec.DenseExtras(false, false, Optional.of(0.5));
        MlpLayout layout =
                new MlpLayout(3, new NetworkSpec(List.of(40), Activation.IDENTITY, extras, Optional.empty()), 2);
        try (Network network = create(layout)) {
            float[] input = new float[members() * 3];
            Arrays.fill(input, 1f);
            String message = assertThrows(IllegalStateException.class, () -> network.forward(input, 1))
                    .getMessage();
            assertTrue(message.contains("no random stream"), message);
            for (int p = 0; p < members(); p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
            }
            float[] whole = network.predict(input, 1).clone();
            assertArrayEquals(whole, network.predict(input, 1));
            float[] first = network.forward(input, 1).clone();
            Hidden hidden = network.hidden(members() - 1, 0);
            int dropped = 0;
            for (int j = 0; j < 40; j++) {
                dropped += hidden.at(0, j) == 0 ? 1 : 0;
            }
            assertTrue(dropped > 8 && dropped < 32, dropped + " of 40 dropped");
            float[] ones = new float[members() * 2];
            Arrays.fill(ones, 1f);
            float[] gradient = network.inputGradient(ones).clone();
            assertArrayEquals(gradient, network.inputGradient(ones));
            assertTrue(!Arrays.equals(first, network.forward(input, 1)), "another pass drops others");
            assertTrue(!Arrays.equals(gradient, network.inputGradient(ones)));
        }
    }

    @Test
    void aZeroDirectionHasNoGradient() {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(7), 5))) {
            f.forward();
            f.network.directionalBackward(new float[f.direction().length], f.outputWeights());
            for (float gradient : f.network.gradients()) {
                assertEquals(0f, Math.abs(gradient));
            }
        }
    }

    @Test
    void numbersThatAreNotFiniteLeaveNoTraceAfterZeroing() {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(16, 9), 5))) {
            f.forward();
            float[] poison = f.outputWeights();
            Arrays.fill(poison, Float.NaN);
            f.network.backward(poison);
            f.network.directionalBackward(f.direction(), poison);
            assertTrue(Float.isNaN(f.network.gradients()[0]));

            f.network.zeroGradients();
            f.assertRows(ReferenceMlp.Result::output, f.forward());
            f.network.backward(f.outputWeights());
            f.assertGradients(ReferenceMlp.Result::gradient, FLOAT);
        }
    }

    @Test
    void wrongLengthsAreRefusedWithTheLengthThatIsNeeded() {
        try (Fixture f = new Fixture(new MlpCase(Activation.RELU, List.of(7), 5))) {
            int in = members() * 5 * MlpCase.INPUTS;
            int out = members() * 5 * MlpCase.OUTPUTS;
            refused(() -> f.network.forward(new float[in - 1], 5), "input has " + (in - 1), "needs " + in);
            refused(() -> f.network.forward(new float[in], 6), "input has " + in, "batch=6");
            refused(() -> f.network.forward(new float[0], 0), "input has 0", "batch=0");
            f.forward();
            for (int wrong : new int[] {out - 1, out + 1}) {
                refused(() -> f.network.backward(new float[wrong]), "output gradient has " + wrong, "needs " + out);
                refused(() -> f.network.inputGradient(new float[wrong]), "has " + wrong, "needs " + out);
                refused(
                        () -> f.network.directionalBackward(new float[in], new float[wrong]),
                        "output weights has " + wrong,
                        "needs " + out);
            }
            for (int wrong : new int[] {in - 1, in + 1}) {
                refused(
                        () -> f.network.directionalBackward(new float[wrong], new float[out]),
                        "direction has " + wrong,
                        "needs " + in);
            }
            // A refusal changes nothing.
            f.network.backward(f.outputWeights());
            f.assertGradients(ReferenceMlp.Result::gradient, FLOAT);
        }
    }

    private static void refused(Executable call, String got, String needs) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(got) && message.contains(needs), message);
    }

    @Test
    void aBackwardPassNeedsAForwardPass() {
        try (Network network = create(new MlpCase(Activation.RELU, List.of(7), 1).layout())) {
            float[] out = new float[members() * MlpCase.OUTPUTS];
            float[] in = new float[members() * MlpCase.INPUTS];
            for (Executable call : List.<Executable>of(
                    () -> network.backward(out),
                    () -> network.inputGradient(out),
                    () -> network.directionalBackward(in, out))) {
                String message = assertThrows(IllegalStateException.class, call).getMessage();
                assertTrue(message.contains("needs a forward pass"), message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keel.training.network.NetworkContract#shapes")
    void aSavedMemberOpensInDl4jAndComputesTheSame(MlpCase c, @TempDir Path folder) throws IOException {
        try (Fixture f = new Fixture(c)) {
            f.forward();
            assertOpensInDl4j(f, members() - 1, folder);
        }
    }

    /** The shapes above are each written once: it takes longer than all other tests together. */
    @Test
    void everyMemberIsSavedFromItsOwnPlace(@TempDir Path folder) throws IOException {
        try (Fixture f = new Fixture(new MlpCase(Activation.TANH, List.of(16, 9), MlpCase.BOTH_NORMS, 5))) {
            f.forward();
            for (int p = 0; p < members(); p++) {
                assertOpensInDl4j(f, p, folder);
            }
        }
    }

    private void assertOpensInDl4j(Fixture f, int p, Path folder) throws IOException {
        Path file = folder.resolve(p + ".zip");
        f.network.save(p, file);
        MultiLayerNetwork opened = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        double[] output = opened.output(Nd4j.createFromArray(f.members.get(p).input())
                        .reshape(f.batch, MlpCase.INPUTS)
                        .castTo(DataType.FLOAT))
                .dup('c')
                .reshape((long) f.batch * MlpCase.OUTPUTS)
                .toDoubleVector();
        opened.close();
        assertArrayEquals(f.expected.get(p).output(), output, 1e-5);
    }

    @Test
    void initializeDrawsInLayoutOrderAndTouchesOneMember() {
        MlpLayout layout = new MlpCase(Activation.RELU, List.of(16, 9), 1).layout();
        int n = layout.parameterCount();
        int member = members() - 1;
        for (Initializer initializer :
                List.of(new Initializer.UniformFanIn(), new Initializer.Orthogonal(Math.sqrt(2), 0.01))) {
            float[] drawn = new float[n];
            RandomStream random = RandomStream.named(9, "init");
            for (int l = 0; l < layout.layers(); l++) {
                initializer.fill(
                        drawn,
                        layout.offset(l),
                        layout.width(l),
                        layout.width(l + 1),
                        l == layout.layers() - 1,
                        random);
            }
            try (Network network = create(layout)) {
                network.initialize(member, initializer, RandomStream.named(9, "init"));
                for (int i = 0; i < members() * n; i++) {
                    if (i < member * n) {
                        assertEquals(0f, network.parameters()[i]);
                    }
                }
                for (int i = 0; i < n; i++) {
                    assertEquals(drawn[i], network.parameters()[member * n + position(layout, i)]);
                }
                float[] output = network.forward(new float[members() * MlpCase.INPUTS], 1);
                assertEquals(
                        initializer instanceof Initializer.Orthogonal,
                        output[member * MlpCase.OUTPUTS] == 0f,
                        "only zero biases map 0 to 0");
            }
        }
    }
}
