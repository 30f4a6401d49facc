package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the engine does otherwise on a GPU, done on whatever computes here: DL4J's own convolutions, and copies through ND4J. */
class Dl4jDevicePathTest {
    private static final int BATCH = 4;

    @ParameterizedTest
    @MethodSource("keel.training.network.Dl4jLayersTest#cases")
    void convolutionsOfDl4jGiveWhatOursGive(Dl4jLayersTest.Case c) {
        try (Dl4jNetwork ours = network(c, true);
                Dl4jNetwork theirs = network(c, false)) {
            float[] input = normal("input", BATCH * ours.inputs());
            float[] slopes = normal("slopes", BATCH * ours.outputs());
            assertArrayEquals(ours.forward(input, BATCH), theirs.forward(input, BATCH), 1e-5f);
            for (int layer = 0; layer < ours.hiddenLayers(); layer++) {
                assertArrayEquals(
                        ours.hidden(0, layer).values(), theirs.hidden(0, layer).values(), 1e-5f);
            }
            assertArrayEquals(ours.backwardToInput(slopes), theirs.backwardToInput(slopes), 1e-4f);
            assertArrayEquals(ours.gradients(), theirs.gradients(), 2e-4f);
            // A second pass from the same forward pass, as penalties need it.
            assertArrayEquals(ours.inputGradient(slopes), theirs.inputGradient(slopes), 1e-4f);
            assertArrayEquals(ours.predict(input, BATCH), theirs.predict(input, BATCH), 1e-5f);
        }
    }

    private static Dl4jNetwork network(Dl4jLayersTest.Case c, boolean fast) {
        Dl4jNetwork network = new Dl4jNetwork(c.shape(), fast);
        network.initialize(
                0, new Initializer.Xavier(Initializer.Distribution.NORMAL, 1), RandomStream.named(3, "network"));
        return network;
    }

    private static float[] normal(String name, int length) {
        RandomStream random = RandomStream.named(3, name);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void copiesThroughNd4jAreThoseOfMemory() {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        INDArray array = Dl4jFloats.toDevice(values, 2, 3, 2);
        assertArrayEquals(new long[] {2, 3, 2}, array.shape());
        assertArrayEquals(values, Dl4jFloats.fromDevice(array));
        values[0] = -1;
        assertArrayEquals(new float[] {1, 2}, Arrays.copyOf(Dl4jFloats.fromDevice(array), 2), "a copy, not a view");

        float[] turned = {1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12};
        INDArray view = array.reshape(2, 6).permute(1, 0);
        assertArrayEquals(turned, Dl4jFloats.fromDevice(view));
        assertArrayEquals(turned, Dl4jFloats.of(view));
        INDArray column = array.reshape(6, 2).getColumn(1);
        assertArrayEquals(new float[] {2, 4, 6, 8, 10, 12}, Dl4jFloats.fromDevice(column));
        INDArray fortran = Nd4j.createFromArray(new float[] {1, 2, 3, 4, 5, 6}).reshape('f', 2, 3);
        assertArrayEquals(Dl4jFloats.of(fortran), Dl4jFloats.fromDevice(fortran));
    }
}
