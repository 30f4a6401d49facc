package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.guard.Divergence;
import keel.training.random.RandomStream;
import keel.training.telemetry.UpdateRecord;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StackedMlpTest {
    private static final int UPDATES = 100;
    private static final int[] COHORT = {0, 1, 2, 3, 4, 5, 6, 7};
    /** Leaves halfway through some of the runs. */
    private static final int LEAVER = 3;

    enum Batches {
        ALL_OF_64,
        OF_1_AND_64;

        int at(int update) {
            return this == OF_1_AND_64 && update % 2 == 0 ? 1 : 64;
        }
    }

    private static MlpLayout layout(Activation activation) {
        return new MlpLayout(4, new NetworkSpec(List.of(33, 16), activation), 2);
    }

    static Stream<Arguments> runs() {
        return Stream.of(Activation.values())
                .flatMap(activation -> Stream.of(
                        Arguments.of(activation, Batches.ALL_OF_64, false),
                        Arguments.of(activation, Batches.ALL_OF_64, true),
                        Arguments.of(activation, Batches.OF_1_AND_64, true)));
    }

    @ParameterizedTest(name = "{0}, {1}, one leaves: {2}")
    @MethodSource("runs")
    void aMemberOfACohortIsBitIdenticalToTheSameMemberAlone(Activation activation, Batches batches, boolean leaves) {
        MlpLayout layout = layout(activation);
        try (StackedMlp together = new StackedMlp(layout.shape(), COHORT.length)) {
            RegressionRun run = new RegressionRun(layout, together, 0.1f, COHORT);
            run.update(UPDATES, batches::at, u -> {
                if (leaves && u == UPDATES / 2) {
                    // What a member leaves behind must not spread through shared buffers.
                    Arrays.fill(
                            together.parameters(),
                            LEAVER * layout.parameterCount(),
                            (LEAVER + 1) * layout.parameterCount(),
                            Float.NaN);
                    together.parametersChanged();
                }
            });
            assertEquals(leaves, run.cohort().divergence(LEAVER).isPresent());
            for (int number : COHORT) {
                if (!leaves || number != LEAVER) {
                    assertTrue(run.cohort().active(number));
                    try (StackedMlp alone = new StackedMlp(layout.shape(), 1)) {
                        new RegressionRun(layout, alone, 0.1f, number).update(UPDATES, batches::at, u -> {});
                        assertArrayEquals(alone.parameters(), member(together, number), "member " + number);
                    }
                }
            }
        }
    }

    static Stream<NetworkSpec> features() {
        return Stream.of(
                        new NetworkSpec.DenseExtras(true, false, Optional.empty()),
                        new NetworkSpec.DenseExtras(false, true, Optional.empty()),
                        new NetworkSpec.DenseExtras(false, false, Optional.of(0.2)),
                        new NetworkSpec.DenseExtras(true, true, Optional.of(0.1)))
                .flatMap(extras -> Stream.of(Activation.RELU, Activation.SILU)
                        .map(activation -> new NetworkSpec(List.of(17, 16), activation, extras, Optional.empty())));
    }

    @ParameterizedTest
    @MethodSource("features")
    void aMemberOfThirtyTwoIsBitIdenticalToTheSameMemberAlone(NetworkSpec spec) {
        MlpLayout layout = new MlpLayout(4, spec, 2);
        int[] numbers = IntStream.range(0, 32).toArray();
        try (StackedMlp together = new StackedMlp(layout.shape(), numbers.length)) {
            RegressionRun run = new RegressionRun(layout, together, 0.1f, numbers);
            run.update(20, Batches.OF_1_AND_64::at, u -> {});
            for (int number : new int[] {0, 1, 13, 31}) {
                try (StackedMlp alone = new StackedMlp(layout.shape(), 1)) {
                    new RegressionRun(layout, alone, 0.1f, number).update(20, Batches.OF_1_AND_64::at, u -> {});
                    assertArrayEquals(alone.parameters(), member(together, number), "member " + number);
                    float[] rows = new float[32 * 4];
                    Arrays.fill(rows, 0.3f);
                    float[] prediction = together.predict(rows, 1);
                    assertArrayEquals(
                            alone.predict(Arrays.copyOf(rows, 4), 1),
                            Arrays.copyOfRange(prediction, number * 2, number * 2 + 2));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("features")
    void bothEnginesTrainTheSameNetworkWithNormsAndDropout(NetworkSpec spec) {
        assertEnginesAgree(new MlpLayout(4, spec, 2));
    }

    @Test
    void manyBatchSizesDoNotFillTheMemory() {
        MlpLayout layout = layout(Activation.TANH);
        try (StackedMlp network = new StackedMlp(layout.shape(), 1)) {
            network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(0, "init"));
            float[] first = network.forward(new float[4], 1).clone();
            for (int batch = 2; batch < 40; batch++) {
                network.forward(new float[4 * batch], batch);
                network.predict(new float[4 * batch], batch);
                network.backward(new float[2 * batch]);
            }
            assertArrayEquals(first, network.forward(new float[4], 1));
        }
        List<Integer> closed = new ArrayList<>();
        record Buffers(int batch, List<Integer> closed) implements BatchBuffers {
            @Override
            public void close() {
                closed.add(batch);
            }
        }
        try (RecentBuffers<Buffers> recent = new RecentBuffers<>(batch -> new Buffers(batch, closed))) {
            for (int batch = 1; batch <= RecentBuffers.KEPT; batch++) {
                recent.get(batch);
            }
            Buffers again = recent.get(1);
            assertEquals(List.of(), closed);
            recent.get(100);
            assertEquals(List.of(2), closed, "the one not used for longest");
            assertSame(again, recent.get(1));
        }
    }

    private static float[] member(Network network, int p) {
        int n = network.parameterCount();
        return Arrays.copyOfRange(network.parameters(), p * n, (p + 1) * n);
    }

    @Test
    void theRunThatComparesMembersReallyLearnsAndTellsThemApart() {
        MlpLayout layout = layout(Activation.TANH);
        try (StackedMlp network = new StackedMlp(layout.shape(), 2)) {
            RegressionRun run = new RegressionRun(layout, network, 0, 0, 1);
            run.update(1, Batches.ALL_OF_64::at, u -> {});
            double before = run.loss(1);
            run.update(5 * UPDATES, Batches.ALL_OF_64::at, u -> {});
            assertTrue(run.loss(1) < before / 2, before + " to " + run.loss(1));
            assertFalse(Arrays.equals(member(network, 0), member(network, 1)));
        }
    }

    @Test
    void aMemberThatLeavesByItselfChangesNothingForTheOthers() {
        MlpLayout layout = layout(Activation.RELU);
        try (StackedMlp network = new StackedMlp(layout.shape(), 2);
                StackedMlp alone = new StackedMlp(layout.shape(), 1)) {
            RegressionRun run = new RegressionRun(layout, network, 0.1f, 0, 1);
            float[][] left = new float[1][];
            run.update(UPDATES, Batches.OF_1_AND_64::at, u -> {
                if (u == UPDATES / 2) {
                    run.cohort()
                            .diverge(0, new Divergence("q", "loss", Double.NaN, new UpdateRecord(0, 0, 0, 0, 0), ""));
                    left[0] = member(network, 0);
                }
            });
            new RegressionRun(layout, alone, 0.1f, 1).update(UPDATES, Batches.OF_1_AND_64::at, u -> {});
            assertArrayEquals(alone.parameters(), member(network, 1));
            assertArrayEquals(left[0], member(network, 0), "its own parameters stay as they were");
        }
    }

    @Test
    void aDeactivatedMemberIsNoLongerComputed() {
        MlpLayout layout = layout(Activation.RELU);
        try (StackedMlp network = new StackedMlp(layout.shape(), 2)) {
            for (int p = 0; p < 2; p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
            }
            network.deactivate(1);
            network.forward(new float[] {1, 2, 3, 4, 1, 2, 3, 4}, 1);
            network.backward(new float[] {1, 1, 1, 1});
            network.directionalBackward(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, new float[] {1, 1, 1, 1});
            int n = layout.parameterCount();
            float[] gradients = network.gradients();
            assertNotEquals(0f, gradients[n - 1]);
            assertArrayEquals(new float[n], Arrays.copyOfRange(gradients, n, 2 * n));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothEnginesTrainTheSameNetwork(Activation activation) {
        assertEnginesAgree(layout(activation));
    }

    private static void assertEnginesAgree(MlpLayout layout) {
        try (Network stacked = Engine.STACKED.create(layout.shape(), 1);
                Network dl4j = Engine.DL4J.create(layout.shape(), 1)) {
            new RegressionRun(layout, stacked, 0, 2).update(UPDATES, Batches.ALL_OF_64::at, u -> {});
            new RegressionRun(layout, dl4j, 0, 2).update(UPDATES, Batches.ALL_OF_64::at, u -> {});
            for (int i = 0; i < layout.parameterCount(); i++) {
                assertEquals(
                        stacked.parameters()[i],
                        dl4j.parameters()[NetworkContractTest.dl4jPosition(layout, i)],
                        1e-5,
                        "parameter " + i);
            }
        }
    }

    @Test
    void initialParametersOfAMemberDependOnItsStreamOnly() {
        MlpLayout layout = layout(Activation.RELU);
        try (StackedMlp network = new StackedMlp(layout.shape(), 3)) {
            network.initialize(2, new Initializer.UniformFanIn(), RandomStream.named(1, "a"));
            network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(1, "a"));
            network.initialize(1, new Initializer.UniformFanIn(), RandomStream.named(2, "a"));
            assertArrayEquals(member(network, 0), member(network, 2));
            assertNotEquals(member(network, 0)[0], member(network, 1)[0]);
        }
    }

    @Test
    void aClosedNetworkRefusesToComputeAndClosesTwice() {
        StackedMlp network = new StackedMlp(layout(Activation.RELU).shape(), 1);
        network.forward(new float[4], 1);
        network.close();
        network.close();
        for (Executable call : List.<Executable>of(
                () -> network.forward(new float[4], 1),
                () -> network.backward(new float[2]),
                () -> network.inputGradient(new float[2]),
                () -> network.directionalBackward(new float[4], new float[2]),
                network::gradients)) {
            String message = assertThrows(IllegalStateException.class, call).getMessage();
            assertTrue(message.contains("closed"), message);
        }
    }

    @Test
    void openBlasKeepsToOneThreadWhateverStartsBesideIt() {
        try (StackedMlp network = new StackedMlp(layout(Activation.RELU).shape(), 1)) {
            // What ND4J does when it starts on a machine with two cores.
            openblas_nolapack.blas_set_num_threads(2);
            network.forward(new float[4], 1);
            assertEquals(1, openblas_nolapack.blas_get_num_threads());
        }
    }

    @Test
    void anEngineSaysHowManyMembersItTrains() {
        MlpLayout layout = layout(Activation.RELU);
        String stack = assertThrows(IllegalArgumentException.class, () -> Engine.STACKED.create(layout.shape(), 0))
                .getMessage();
        assertTrue(stack.contains("at least 1 member but got 0"), stack);
        String dl4j = assertThrows(IllegalArgumentException.class, () -> Engine.DL4J.create(layout.shape(), 2))
                .getMessage();
        assertTrue(dl4j.contains("the cohort has 2; split it"), dl4j);
    }

    /** A target network may follow after every update. */
    @Test
    void followingAllocatesNothing() {
        NetworkSpec spec = new NetworkSpec(List.of(8), Activation.RELU);
        try (StackedMlp source = new StackedMlp(new NetworkShape(4, spec, 2), 32);
                StackedMlp target = new StackedMlp(new NetworkShape(4, spec, 2), 32)) {
            target.follow(source, 0.01);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                target.follow(source, 0.01);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 1000 * 64, allocated + " bytes");
        }
    }
}
