package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.checkpoint.StateWriter;
import keel.training.gpu.GpuDevice;
import keel.training.gpu.GpuMemoryException;
import keel.training.gpu.TestDevice;
import keel.training.random.RandomStream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks on a device against those on the processor over whole trainings, and against themselves. */
class GpuEngineTest {
    private static final int IN = 5;
    private static final int OUT = 3;
    /** Of the largest parameter of a member. */
    private static final double TOLERANCE = 1e-4;

    private static MlpLayout layout(Activation activation, NetworkSpec.DenseExtras extras, Integer... hidden) {
        return new MlpLayout(IN, new NetworkSpec(List.of(hidden), activation, extras, Optional.empty()), OUT);
    }

    private static MlpLayout tanh(Integer... hidden) {
        return layout(Activation.TANH, NetworkSpec.DenseExtras.NONE, hidden);
    }

    static Stream<MlpLayout> trained() {
        List<MlpLayout> layouts = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            layouts.add(layout(activation, NetworkSpec.DenseExtras.NONE, 24, 17));
        }
        layouts.add(layout(Activation.TANH, MlpCase.LAYER_NORM, 24, 17));
        layouts.add(layout(Activation.SILU, MlpCase.SPECTRAL_NORM, 24, 17));
        layouts.add(layout(Activation.LEAKY_RELU, MlpCase.BOTH_NORMS, 24, 17));
        layouts.add(layout(Activation.TANH, new NetworkSpec.DenseExtras(false, false, Optional.of(0.2)), 24, 17));
        return layouts.stream();
    }

    /** All passes and Adam with clipping: see {@link RegressionRun}. */
    @ParameterizedTest
    @MethodSource("trained")
    void afterAHundredUpdatesParametersAreThoseOfTheProcessor(MlpLayout layout) {
        int members = 3;
        try (Network gpu = TestDevice.get().stack(layout.shape(), members);
                Network cpu = Device.CPU.stack(layout.shape(), members)) {
            train(layout, gpu, 100, 8, 0.1f, 0, 1, 2);
            train(layout, cpu, 100, 8, 0.1f, 0, 1, 2);
            assertClose(cpu.parameters(), gpu.parameters(), members);
        }
    }

    private static void train(
            MlpLayout layout, Network network, int updates, int batch, float penalty, int... numbers) {
        new RegressionRun(layout, network, penalty, numbers).update(updates, u -> batch, u -> {});
    }

    private static void assertClose(float[] expected, float[] actual, int members) {
        int n = expected.length / members;
        for (int p = 0; p < members; p++) {
            double largest = 0;
            double off = 0;
            for (int i = p * n; i < (p + 1) * n; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                off = Math.max(off, Math.abs(expected[i] - actual[i]));
            }
            assertTrue(off <= TOLERANCE * largest, "member %d is off by %s, of %s".formatted(p, off, largest));
        }
    }

    /** Sizes around those of tiles and work-groups. */
    record Odd(int batch, int hidden, int members) {}

    static Stream<Odd> odd() {
        List<Odd> sizes = new ArrayList<>();
        for (int batch : new int[] {1, 15, 16, 17, 63, 64, 65}) {
            sizes.add(new Odd(batch, 17, 2));
        }
        for (int batch : new int[] {1, 63, 65}) {
            sizes.add(new Odd(batch, 1, 3));
            sizes.add(new Odd(batch, 300, 2));
        }
        sizes.add(new Odd(3, 255, 1));
        sizes.add(new Odd(3, 256, 1));
        sizes.add(new Odd(3, 257, 1));
        sizes.add(new Odd(65, 64, 5));
        for (int hidden : new int[] {4, 5, 16}) {
            sizes.add(new Odd(257, hidden, 1));
        }
        return sizes.stream();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anySizeTrainsAsOnTheProcessorAndTheFormOfALaunchChangesNoBit(Odd size) {
        MlpLayout layout = layout(Activation.SILU, NetworkSpec.DenseExtras.NONE, size.hidden, size.hidden);
        int[] numbers = IntStream.range(0, size.members).toArray();
        try (Network cpu = Device.CPU.stack(layout.shape(), size.members);
                Network stage = TestDevice.byStage(layout, size.members);
                Network member = TestDevice.byMember(layout, size.members)) {
            for (Network network : List.of(cpu, stage, member)) {
                train(layout, network, 3, size.batch, 0.1f, numbers);
            }
            assertClose(cpu.parameters(), stage.parameters(), size.members);
            assertArrayEquals(stage.parameters(), member.parameters());
        }
    }

    /** The smaller tile of small batches adds up in the same order. */
    @Test
    void rowsAreTheSameInBatchesOfAnySize() {
        MlpLayout layout = tanh(70, 33);
        int rows = 70;
        RandomStream random = RandomStream.named(3, "rows");
        float[] input = new float[rows * IN];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
        try (Network network = TestDevice.get().stack(layout.shape(), 1)) {
            network.initialize(0, new Initializer.UniformFanIn(), random);
            float[] all = network.predict(input, rows).clone();
            for (int batch : new int[] {1, 16, 17, 64}) {
                float[] some = network.predict(Arrays.copyOf(input, batch * IN), batch);
                assertArrayEquals(Arrays.copyOf(all, batch * OUT), some, "batch " + batch);
            }
        }
    }

    @Test
    void aMemberOfAThousandHasTheBytesOfOneAlone() {
        MlpLayout layout = tanh(17);
        int members = 1000;
        try (Network all = TestDevice.get().stack(layout.shape(), members)) {
            train(layout, all, 3, 9, 0.1f, IntStream.range(0, members).toArray());
            for (int p : new int[] {0, 1, 499, 999}) {
                try (Network alone = TestDevice.get().stack(layout.shape(), 1)) {
                    train(layout, alone, 3, 9, 0.1f, p);
                    int n = layout.parameterCount();
                    assertArrayEquals(
                            Arrays.copyOfRange(all.parameters(), p * n, (p + 1) * n),
                            alone.parameters(),
                            "member " + p);
                }
            }
        }
    }

    static Stream<BiFunction<MlpLayout, Integer, Network>> forms() {
        return Stream.of(TestDevice::byStage, TestDevice::byMember);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void twoTrainingsHaveTheSameBytes(BiFunction<MlpLayout, Integer, Network> form) {
        MlpLayout layout = layout(Activation.TANH, MlpCase.BOTH_NORMS, 33, 20);
        try (Network one = form.apply(layout, 3);
                Network other = form.apply(layout, 3)) {
            train(layout, one, 20, 33, 0.2f, 0, 1, 2);
            train(layout, other, 20, 33, 0.2f, 0, 1, 2);
            assertArrayEquals(one.parameters(), other.parameters());
        }
    }

    @Test
    void aMemberThatEndsLeavesTheOthersAsTheyWouldBe() {
        MlpLayout layout = tanh(20);
        int n = layout.parameterCount();
        try (Network some = TestDevice.get().stack(layout.shape(), 3);
                Network all = TestDevice.get().stack(layout.shape(), 3)) {
            RegressionRun run = new RegressionRun(layout, some, 0.1f, 0, 1, 2);
            run.update(10, u -> 7, u -> {
                if (u == 4) {
                    some.deactivate(1);
                }
            });
            train(layout, all, 10, 7, 0.1f, 0, 1, 2);
            float[] left = some.parameters();
            float[] full = all.parameters();
            assertArrayEquals(Arrays.copyOf(full, n), Arrays.copyOf(left, n));
            assertArrayEquals(Arrays.copyOfRange(full, 2 * n, 3 * n), Arrays.copyOfRange(left, 2 * n, 3 * n));
            assertFalse(Arrays.equals(Arrays.copyOfRange(full, n, 2 * n), Arrays.copyOfRange(left, n, 2 * n)));
        }
    }

    @Test
    void anEnsembleTrainsAsOnTheProcessor() {
        MlpLayout layout = tanh(20);
        try (Network gpu = ensemble(TestDevice.get(), layout);
                Network cpu = ensemble(Device.CPU, layout)) {
            train(layout, gpu, 50, 8, 0.1f, 0, 1);
            train(layout, cpu, 50, 8, 0.1f, 0, 1);
            assertClose(cpu.parameters(), gpu.parameters(), 2);
        }
    }

    private static Network ensemble(Device device, MlpLayout layout) {
        return Engine.STACKED.createEnsemble(device, "critic", IN, layout.spec(), OUT, 2, 2);
    }

    /** Two members, for a follower's step is over all of them at once. */
    @Test
    void aFollowerMovesAsOnTheProcessor() {
        MlpLayout layout = layout(Activation.TANH, MlpCase.SPECTRAL_NORM, 20);
        float[] rows = new float[2 * 4 * IN];
        Arrays.fill(rows, 0.3f);
        List<float[]> predictions = new ArrayList<>();
        for (Device device : List.of(Device.CPU, TestDevice.get())) {
            try (Network source = device.stack(layout.shape(), 2);
                    Network follower = device.stack(layout.shape(), 2)) {
                for (int p = 0; p < 2; p++) {
                    source.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "source"));
                    follower.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "follower"));
                }
                follower.follow(source, 0.3);
                predictions.add(follower.predict(rows, 4).clone());
                follower.follow(source, 1);
                assertArrayEquals(source.parameters(), follower.parameters());
                assertArrayEquals(source.predict(rows, 4), follower.predict(rows, 4));
            }
        }
        assertArrayEquals(predictions.get(0), predictions.get(1), 1e-6f);
    }

    /** Written on one, read on the other. */
    @Test
    void checkpointsGoFromTheProcessorToADeviceAndBack() {
        MlpLayout layout = layout(Activation.TANH, MlpCase.BOTH_NORMS, 20);
        try (Network gpu = TestDevice.get().stack(layout.shape(), 2);
                Network cpu = Device.CPU.stack(layout.shape(), 2);
                Network again = TestDevice.get().stack(layout.shape(), 2)) {
            train(layout, gpu, 10, 8, 0.1f, 0, 1);
            for (int p = 0; p < 2; p++) {
                StateWriter there = new StateWriter();
                gpu.save(p, there);
                cpu.restore(p, there.reader());
                StateWriter back = new StateWriter();
                cpu.save(p, back);
                assertEquals(there.reader().names(), back.reader().names());
                again.restore(p, back.reader());
            }
            float[] rows = new float[2 * 4 * IN];
            Arrays.fill(rows, -0.7f);
            assertArrayEquals(gpu.predict(rows, 4), again.predict(rows, 4));
            assertArrayEquals(gpu.predict(rows, 4), cpu.predict(rows, 4), 1e-6f);
        }
    }

    /** Of every member other rows; with the second choice the table stays as it was. */
    @Test
    void chosenRowsOfATableAreReadAsOnTheProcessor() {
        MlpLayout layout = tanh(20);
        int rows = 90;
        int batch = 65;
        RandomStream random = RandomStream.named(7, "table");
        float[] values = new float[3 * rows * IN];
        int[] chosen = new int[3 * batch];
        try (Network gpu = TestDevice.get().stack(layout.shape(), 3);
                Network cpu = Device.CPU.stack(layout.shape(), 3);
                RowTable there = TestDevice.get().table(3, rows, IN, values);
                RowTable here = Device.CPU.table(3, rows, IN, values)) {
            for (int p = 0; p < 3; p++) {
                gpu.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
                cpu.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < values.length && round != 1; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = random.nextInt(rows);
                }
                there.changed();
                here.changed();
                there.choose(chosen, batch);
                here.choose(chosen, batch);
                float[] expected = cpu.forward(here);
                assertArrayEquals(expected, gpu.forward(there), 1e-6f);
                assertArrayEquals(expected, cpu.forward(there), 0f, "a table on a device, read on the processor");
                assertArrayEquals(gpu.forward(there).clone(), gpu.forward(there.gathered(), batch));
            }
            gpu.deactivate(1);
            int last = 2 * batch * OUT;
            float[] all = cpu.forward(here);
            float[] some = gpu.forward(there);
            for (int i = last; i < all.length; i++) {
                assertEquals(all[i], some[i], 1e-6f);
            }
        }
    }

    /** 183 parameters: 73 KB for a hundred members, 732 KB for a thousand. */
    @Test
    void whatHasNoRoomIsRefusedAndGivesBackWhatItHad() {
        NetworkShape shape = tanh(20).shape();
        try (GpuDevice device = TestDevice.withLargestArray(100_000)) {
            device.stack(shape, 100).close();
            String message = assertThrows(GpuMemoryException.class, () -> device.stack(shape, 1000))
                    .getMessage();
            assertTrue(message.contains("has no room left"), message);
            assertTrue(message.contains("--memory"), message);
            assertEquals(0, device.allocatedBytes());
        }
    }

    @Test
    void anArrayFromBeforeAnUpdateIsNotTakenForTheParameters() {
        MlpLayout layout = tanh(20);
        try (Network network = TestDevice.get().stack(layout.shape(), 1)) {
            float[] old = network.parameters();
            train(layout, network, 1, 8, 0, 0);
            old[0] = 1;
            String message = assertThrows(IllegalStateException.class, network::parametersChanged)
                    .getMessage();
            assertTrue(message.contains("ask for parameters() again"), message);
            network.parameters()[0] = 1;
            network.parametersChanged();
            assertEquals(1, network.parameters()[0]);
        }
    }

    /** Its weights are divided in the file although passes leave it out. */
    @Test
    void anEndedMemberIsWrittenAsOnTheProcessor(@TempDir Path folder) throws IOException {
        MlpLayout layout = layout(Activation.TANH, MlpCase.SPECTRAL_NORM, 20);
        List<float[]> written = new ArrayList<>();
        for (Device device : List.of(Device.CPU, TestDevice.get())) {
            Path file = folder.resolve(device + ".zip");
            try (Network network = device.stack(layout.shape(), 2)) {
                for (int p = 0; p < 2; p++) {
                    network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
                }
                network.deactivate(1);
                network.save(1, file);
            }
            written.add(ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false)
                    .params()
                    .toFloatVector());
        }
        assertArrayEquals(written.get(0), written.get(1), 1e-6f);
    }

    @Test
    void whoStopsHalfWayGivesBackWhatItsThreadHadGot() {
        GpuDevice device = TestDevice.get();
        long before = device.allocatedBytes();
        Runnable undo = device.mark();
        Network begun = device.stack(tanh(20).shape(), 2);
        assertTrue(device.allocatedBytes() > before);
        undo.run();
        assertEquals(before, device.allocatedBytes());
        begun.close();
        assertEquals(before, device.allocatedBytes());
    }

    @Test
    void closingGivesAllMemoryBack() {
        GpuDevice device = TestDevice.get();
        long before = device.allocatedBytes();
        MlpLayout layout = layout(Activation.TANH, MlpCase.BOTH_NORMS, 20);
        try (Network network = device.stack(layout.shape(), 2)) {
            train(layout, network, 2, 8, 0.1f, 0, 1);
            assertTrue(device.allocatedBytes() > before);
        }
        assertEquals(before, device.allocatedBytes());
    }
}
