package keel.training.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.network.Activation;
import keel.training.network.Initializer;
import keel.training.network.LayerSpec;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.ParameterUpdates;
import keel.training.optimizer.SgdSpec;
import keel.training.optimizer.StepLengths;
import keel.training.optimizer.StepSize;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GpuSizeTest {
    private static final int MEMBERS = 6;
    private static final int ROWS = 32;
    private static final AdamSpec ADAM = AdamSpec.DEFAULT;
    private static final SgdSpec SGD = new SgdSpec(0, false, 0);

    private static NetworkSpec plain() {
        return new NetworkSpec(List.of(48, 64), Activation.TANH);
    }

    private static NetworkSpec spectral() {
        return new NetworkSpec(
                Optional.empty(),
                List.of(new LayerSpec.Dense(48, Activation.LEAKY_RELU, true), new LayerSpec.Dropout(0.2)),
                new OutputSpec.Linear(true),
                Optional.empty());
    }

    static Stream<Arguments> trainings() {
        return Stream.of(
                Arguments.of(plain(), SGD, false),
                Arguments.of(plain(), ADAM, true),
                Arguments.of(spectral(), new LookaheadSpec(2, 0.5, false, ADAM), true),
                Arguments.of(spectral(), new ExtragradientSpec(ADAM), false));
    }

    /** Everything a network does is done; what it has on the device then is what was said beforehand, but for small lists. */
    @ParameterizedTest
    @MethodSource("trainings")
    void aMemberIsAsLargeAsWasSaid(NetworkSpec spec, OptimizerSpec optimizer, boolean directional) {
        GpuDevice device = TestDevice.get();
        NetworkShape shape = new NetworkShape(5, spec, 3);
        GpuSize said =
                GpuSize.ofTraining(shape, optimizer, directional, ROWS, ROWS, 7).times(MEMBERS);
        long before = device.allocatedBytes();
        try (Network network = device.stack(shape, MEMBERS)) {
            train(network, optimizer, directional);
            long taken = device.allocatedBytes() - before;
            assertTrue(taken <= said.bytes(), taken + " bytes were taken, but only " + said.bytes() + " were expected");
            long atLeast = directional ? said.bytes() * 6 / 10 : said.bytes() * 95 / 100;
            assertTrue(taken >= atLeast, taken + " bytes were taken, but " + said.bytes() + " were expected");
        }
        assertEquals(before, device.allocatedBytes());
    }

    private static void train(Network network, OptimizerSpec optimizer, boolean directional) {
        for (int p = 0; p < MEMBERS; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "network"));
        }
        ParameterUpdates updates = network.updates(
                Collections.nCopies(MEMBERS, optimizer), Collections.nCopies(MEMBERS, GradientClipping.NONE));
        network.predict(new float[MEMBERS * ROWS * 5], ROWS);
        network.predict(new float[MEMBERS * 7 * 5], 7);
        network.forward(new float[MEMBERS * ROWS * 5], ROWS);
        network.backward(new float[MEMBERS * ROWS * 3]);
        if (directional) {
            network.directionalBackward(new float[MEMBERS * ROWS * 5], new float[MEMBERS * ROWS * 3]);
        }
        boolean[] all = new boolean[MEMBERS];
        Arrays.fill(all, true);
        StepSize[] sizes = new StepSize[MEMBERS];
        Arrays.fill(sizes, StepSize.of(1e-3));
        if (updates.extrapolates()) {
            updates.extrapolate(all, sizes);
        }
        updates.step(all, sizes, all, new StepLengths(MEMBERS));
        updates.synchronize(all);
    }

    /** 5 inputs, 48 and 64 units, 3 outputs, in floats. */
    @Test
    void aNetworkThatOnlyFollowsHasParametersGradientsAndTheWidestLayers() {
        NetworkShape shape = new NetworkShape(5, plain(), 3);
        long parameters = 6 * 48 + 49 * 64 + 65 * 3;
        long arena = ROWS * (2 * 64 + 5 + 3);
        GpuSize size = GpuSize.ofPredicting(shape, ROWS, ROWS);
        assertEquals(4 * Math.max(parameters, arena), size.largestBytes());
        assertEquals(4 * (2 * parameters + arena), size.bytes() - 256);
    }
}
