package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NetworkShapeTest {
    private static final OutputSpec LINEAR = new OutputSpec.Linear(false);

    private static NetworkShape shape(FeatureShape input, int outputs, OutputSpec output, LayerSpec... layers) {
        NetworkSpec spec = new NetworkSpec(Optional.of(input), List.of(layers), output, Optional.empty());
        return new NetworkShape(input.size(), spec, outputs);
    }

    private static LayerSpec convolution(int kernel, int stride, int padding) {
        return new LayerSpec.Convolution(4, kernel, stride, padding, Activation.RELU, false);
    }

    private static void refused(Executable call, String... parts) {
        String message = assertThrows(InvalidConfigException.class, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void shapesOfAConvolutionalNetworkComputedByHand() {
        // floor((28 + 2 - 4) / 2) + 1 = 14; floor((14 - 3) / 1) + 1 = 12.
        NetworkShape shape =
                shape(new FeatureShape.Image(1, 28, 28), 10, LINEAR, convolution(4, 2, 1), convolution(3, 1, 0));
        assertEquals(
                List.of(
                        new FeatureShape.Image(1, 28, 28),
                        new FeatureShape.Image(4, 14, 14),
                        new FeatureShape.Image(4, 12, 12),
                        new FeatureShape.Flat(10)),
                shape.features());
    }

    @Test
    void shapesOfAGeneratorComputedByHand() {
        // (7 - 1) 2 - 2 + 4 = 14; (14 - 1) 2 - 2 + 4 = 28.
        NetworkShape shape = shape(
                new FeatureShape.Flat(16),
                784,
                new OutputSpec.LastLayer(),
                new LayerSpec.Dense(8 * 7 * 7, Activation.RELU, false),
                new LayerSpec.Reshape(new FeatureShape.Image(8, 7, 7)),
                new LayerSpec.TransposedConvolution(4, 4, 2, 1, Activation.RELU),
                new LayerSpec.TransposedConvolution(1, 4, 2, 1, Activation.TANH));
        assertEquals(new FeatureShape.Image(1, 28, 28), shape.features().get(4));
    }

    @Test
    void whatDoesNotFitIsRefusedWithLayerShapesAndFix() {
        var image = new FeatureShape.Image(2, 5, 6);
        var flat = new FeatureShape.Flat(12);
        refused(
                () -> shape(image, 3, LINEAR, convolution(3, 1, 0), convolution(4, 1, 0)),
                "layer 2 of 3 (convolution)",
                "kernel of 4",
                "height=3, width=4",
                "at most 3");
        refused(() -> shape(flat, 3, LINEAR, convolution(3, 1, 0)), "layer 1 of 2", "[features=12]", "reshape");
        refused(
                () -> shape(flat, 3, LINEAR, new LayerSpec.Reshape(new FeatureShape.Image(2, 2, 2))),
                "layer 1 of 2 (reshape)",
                "8 numbers",
                "has 12",
                "dense layer of 8");
        refused(
                () -> shape(image, 3, LINEAR, new LayerSpec.LayerNorm(Activation.RELU)),
                "layer-norm",
                "height=5",
                "batch-norm");
        refused(() -> shape(flat, 3, LINEAR, new LayerSpec.Lstm(4, false)), "[features=12]", "steps");
        refused(
                () -> shape(new FeatureShape.Sequence(4, 3), 3, LINEAR, new LayerSpec.Lstm(4, true)),
                "layer 2 of 2 (dense)",
                "[steps=4, features=4]",
                "sequence: false");
        refused(
                () -> shape(flat, 3, new OutputSpec.LastLayer(), new LayerSpec.Dense(4, Activation.TANH, false)),
                "4 numbers",
                "3 are needed",
                "output: linear");
        refused(
                () -> shape(
                        image,
                        3,
                        LINEAR,
                        new LayerSpec.Convolution(1, 5, 1, 0, Activation.RELU, false),
                        new LayerSpec.TransposedConvolution(1, 3, 1, 2, Activation.RELU)),
                "transposed-convolution",
                "-1 x 0",
                "smaller padding");
        refused(
                () -> new NetworkShape(13, new NetworkSpec(Optional.of(flat), List.of(), LINEAR, Optional.empty()), 3),
                "12 numbers",
                "rows have 13");
    }

    @Test
    void layersThatCannotBeAreRefused() {
        refused(() -> convolution(0, 1, 0), "kernel 0", "at least 1");
        refused(() -> convolution(3, 0, 0), "stride 0");
        refused(() -> convolution(3, 1, 3), "padding is 3", "between 0 and 2");
        refused(() -> new LayerSpec.Dropout(1), "dropout is 1.0", "(0, 1)");
        refused(() -> new LayerSpec.Dropout(Double.NaN), "dropout is NaN");
        refused(() -> new LayerSpec.BatchNorm(1, Activation.RELU), "decay is 1.0", "0.9 is usual");
        refused(() -> new LayerSpec.Lstm(0, false), "lstm of 0 units");
        refused(() -> new FeatureShape.Image(0, 3, 3), "channels is 0");
        refused(() -> new FeatureShape.Image(65_536, 65_536, 1), "more than an array holds");
        refused(
                () -> new NetworkSpec(Optional.empty(), List.of(), new OutputSpec.LastLayer(), Optional.empty()),
                "at least one layer");
    }

    @Test
    void theStackedEngineSaysWhichLayerItDoesNotKnowAndWhoDoes() {
        NetworkShape shape = shape(new FeatureShape.Image(2, 5, 6), 3, LINEAR, convolution(3, 1, 0));
        refused(() -> Engine.STACKED.create(shape, 2), "layer 1 is convolution", "engine: dl4j");
    }
}
