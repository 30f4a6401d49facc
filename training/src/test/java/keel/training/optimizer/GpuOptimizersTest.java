package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.gpu.TestDevice;
import keel.training.guard.GuardSpec;
import keel.training.network.Activation;
import keel.training.network.Device;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.CosineRestarts;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimiser on a device against the same on the heap, through {@link NetworkLearner}: steps, clipping, telemetry. */
class GpuOptimizersTest {
    private static final int MEMBERS = 4;
    private static final int BATCH = 6;
    private static final NetworkSpec SPEC = new NetworkSpec(List.of(9), Activation.TANH);
    private static final NetworkShape SHAPE = new NetworkShape(3, SPEC, 2);

    static Stream<Kind> kinds() {
        return Kind.all();
    }

    /** A training of a few members, by number: what differs between them follows from it. */
    private static final class Run implements AutoCloseable {
        final Network network;
        final Cohort cohort;
        final NetworkLearner learner;
        final int[] numbers;
        final List<RandomStream> data = new ArrayList<>();

        Run(Device device, Kind kind, int... numbers) {
            this.numbers = numbers;
            network = device.stack(SHAPE, numbers.length);
            cohort = new Cohort(numbers.length, device);
            List<NetworkTraining> trainings = new ArrayList<>();
            for (int p = 0; p < numbers.length; p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(numbers[p], "init"));
                data.add(RandomStream.named(numbers[p], "data"));
                trainings.add(new NetworkTraining(
                        SPEC,
                        kind.of().apply(numbers[p]),
                        clipping(numbers[p]),
                        RestartReset.MOMENTS,
                        rate(numbers[p]),
                        GuardSpec.NON_FINITE));
            }
            learner = new NetworkLearner("net", network, trainings, cohort);
        }

        private static GradientClipping clipping(int number) {
            return switch (number % 4) {
                case 0 -> GradientClipping.NONE;
                case 1 -> GradientClipping.byNorm(0.2);
                case 2 -> new GradientClipping(Optional.of(0.05), Optional.empty());
                default -> new GradientClipping(Optional.of(0.1), Optional.of(0.15));
            };
        }

        /** One cycles and restarts, one has factors by layer and one of them 0. */
        private static NetworkRate rate(int number) {
            RateSchedule schedule =
                    number == 1 ? new CosineRestarts(0.01, 0.001, 10, 1, 0) : new Constant(0.002 * (1 + number));
            List<Double> factors = number == 2 ? List.of(0.5, 1.0) : number == 3 ? List.of(0.0, 2.0) : List.of();
            return new NetworkRate(schedule, Optional.empty(), Optional.empty(), Optional.empty(), factors);
        }

        void update(int updates) {
            for (int u = 0; u < updates; u++) {
                if (learner.extrapolates()) {
                    learner.extrapolate(pass());
                }
                learner.update(pass(), u % 3 == 0);
                learner.synchronize();
            }
        }

        private double[] pass() {
            float[] input = new float[numbers.length * BATCH * 3];
            for (int p = 0; p < numbers.length; p++) {
                for (int i = 0; i < BATCH * 3; i++) {
                    input[p * BATCH * 3 + i] = (float) data.get(p).nextGaussian();
                }
            }
            float[] output = network.forward(input, BATCH);
            float[] gradient = new float[output.length];
            double[] losses = new double[numbers.length];
            int each = BATCH * 2;
            for (int i = 0; i < output.length; i++) {
                double error = output[i] - Math.sin(i % each);
                gradient[i] = (float) (error / BATCH);
                losses[i / each] += error * error / (2 * BATCH);
            }
            network.backward(gradient);
            return losses;
        }

        float[] member(int p) {
            int n = network.parameterCount();
            return Arrays.copyOfRange(network.parameters(), p * n, (p + 1) * n);
        }

        Map<String, Double> told(int p) {
            Map<String, Double> values = new LinkedHashMap<>();
            learner.describe(p, values);
            return values;
        }

        @Override
        public void close() {
            learner.close();
        }
    }

    private static int[] all() {
        return IntStream.range(0, MEMBERS).toArray();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aHundredUpdatesAndTheirTelemetryAreThoseOfTheHeap(Kind kind) {
        try (Run gpu = new Run(TestDevice.get(), kind, all());
                Run cpu = new Run(Device.CPU, kind, all())) {
            gpu.update(100);
            cpu.update(100);
            for (int p = 0; p < MEMBERS; p++) {
                float[] expected = cpu.member(p);
                float largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertArrayEquals(expected, gpu.member(p), 1e-4f * largest, "member " + p);
                Map<String, Double> there = gpu.told(p);
                Map<String, Double> here = cpu.told(p);
                assertEquals(here.keySet(), there.keySet());
                here.forEach(
                        (name, value) -> assertEquals(value, there.get(name), 1e-3 * Math.abs(value) + 1e-7, name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aMemberHasTheSameBytesAloneAndGoesOnFromACheckpointWithThem(Kind kind) {
        try (Run together = new Run(TestDevice.get(), kind, all())) {
            together.update(12);
            for (int p = 0; p < MEMBERS; p++) {
                try (Run alone = new Run(TestDevice.get(), kind, p);
                        Run rest = new Run(TestDevice.get(), kind, p)) {
                    alone.update(6);
                    StateWriter saved = new StateWriter();
                    alone.learner.save(0, saved);
                    rest.learner.restore(0, saved.reader());
                    rest.data.set(0, RandomStream.of(alone.data.get(0).state()));
                    alone.update(6);
                    rest.update(6);
                    assertArrayEquals(together.member(p), alone.member(0), "member %d alone".formatted(p));
                    assertArrayEquals(alone.member(0), rest.member(0), "member %d resumed".formatted(p));
                    assertEquals(together.told(p), alone.told(0));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void checkpointsHaveTheEntriesOfTheHeap(Kind kind) {
        try (Run gpu = new Run(TestDevice.get(), kind, 2);
                Run cpu = new Run(Device.CPU, kind, 2)) {
            gpu.update(4);
            cpu.update(4);
            StateWriter there = new StateWriter();
            StateWriter here = new StateWriter();
            gpu.learner.save(0, there);
            cpu.learner.save(0, here);
            StateReader reader = there.reader();
            assertEquals(here.reader().names(), reader.names());
            cpu.learner.restore(0, reader);
            assertArrayEquals(gpu.member(0), cpu.member(0));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aMemberThatDivergesStaysAsItWasAndTheOthersGoOn(Kind kind) {
        try (Run gpu = new Run(TestDevice.get(), kind, 0, 1);
                Run alone = new Run(TestDevice.get(), kind, 1)) {
            gpu.update(3);
            float[] before = gpu.member(0);
            float[] poisoned = gpu.network.parameters();
            poisoned[0] = Float.NaN;
            gpu.network.parametersChanged();
            gpu.update(3);
            alone.update(6);
            assertTrue(gpu.cohort.divergence(0).isPresent());
            before[0] = Float.NaN;
            assertArrayEquals(before, gpu.member(0));
            assertArrayEquals(alone.member(0), gpu.member(1));
        }
    }

    @Test
    void parametersThatAreNotFiniteEndAMember() {
        try (Run gpu = new Run(TestDevice.get(), Kind.ALL.get(0), 0, 1)) {
            float[] parameters = gpu.network.parameters();
            parameters[gpu.network.parameterCount() + 2] = Float.POSITIVE_INFINITY;
            gpu.network.parametersChanged();
            gpu.learner.checkParameters();
            assertTrue(gpu.cohort.active(0));
            assertTrue(gpu.cohort.divergence(1).isPresent());
        }
    }
}
