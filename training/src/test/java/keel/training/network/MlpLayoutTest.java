package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;

class MlpLayoutTest {
    @Test
    void aLayerIsItsWeightsAndBiasesAfterTheLayersBefore() {
        MlpLayout layout = new MlpLayout(3, new NetworkSpec(List.of(5, 2), Activation.RELU), 4);
        assertEquals(3, layout.layers());
        assertEquals(List.of(3, 5, 2, 4), List.of(layout.width(0), layout.width(1), layout.width(2), layout.width(3)));
        assertEquals(List.of(20, 12, 12), List.of(layout.size(0), layout.size(1), layout.size(2)));
        assertEquals(List.of(0, 20, 32), List.of(layout.offset(0), layout.offset(1), layout.offset(2)));
        assertEquals(44, layout.parameterCount());
    }

    @Test
    void aNetworkWithoutInputsOrOutputsIsRefused() {
        NetworkSpec spec = new NetworkSpec(List.of(), Activation.RELU);
        for (int[] sizes : new int[][] {{0, 3}, {3, 0}}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new MlpLayout(sizes[0], spec, sizes[1]))
                    .getMessage();
            assertTrue(message.contains("got " + sizes[0] + " and " + sizes[1]), message);
        }
    }

    @Test
    void aNetworkThatNoArrayHoldsIsRefusedWithItsSize() {
        // Each layer's size fits an int, their sum does not.
        NetworkSpec spec = new NetworkSpec(Collections.nCopies(4, 30_000), Activation.RELU);
        String message = assertThrows(InvalidConfigException.class, () -> new MlpLayout(1, spec, 1))
                .getMessage();
        assertTrue(message.contains("2700180001 parameters") && message.contains("smaller layers"), message);
    }

    @Test
    void hiddenLayersOfImpossibleSizeAreRefused() {
        for (int units : new int[] {0, -1, 65_537}) {
            String message = assertThrows(
                            InvalidConfigException.class, () -> new NetworkSpec(List.of(8, units), Activation.TANH))
                    .getMessage();
            assertTrue(message.contains("hidden layer of " + units) && message.contains("[64, 64]"), message);
        }
    }

    @Test
    void keysAreTheNamesInConfigurationFiles() {
        assertEquals("relu", Activation.RELU.key());
        assertEquals("leaky-relu", Activation.LEAKY_RELU.key());
        assertEquals("tanh", Activation.TANH.key());
        assertEquals("stacked", Engine.STACKED.key());
        assertEquals("dl4j", Engine.DL4J.key());
    }
}
