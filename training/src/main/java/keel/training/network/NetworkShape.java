package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import keel.training.InvalidConfigException;

/** A network with its input and output sizes: everything but its parameters. */
public record NetworkShape(int inputs, NetworkSpec spec, int outputs) {
    /**
     * Checks that every layer fits.
     *
     * @throws InvalidConfigException naming the layer, the shapes and the fix
     */
    public NetworkShape {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a network needs at least 1 input and 1 output but got %d and %d".formatted(inputs, outputs));
        }
        List<FeatureShape> features = features(inputs, spec, outputs);
        FeatureShape last = features.get(features.size() - 1);
        InvalidConfigException.require(
                last.size() == outputs,
                "the last layer gives %s, %d numbers, but %d are needed. Change its size, or use output: linear."
                        .formatted(last, last.size(), outputs));
    }

    /** All layers, the output layer included. */
    public List<LayerSpec> layers() {
        return layers(spec, outputs);
    }

    /** Shape of activation l: 0 is the input, the last one the output. */
    public List<FeatureShape> features() {
        return features(inputs, spec, outputs);
    }

    /** Whether the output is an image only by name: rows of a dense layer, read as one. */
    boolean endsWithReshape() {
        List<LayerSpec> layers = layers();
        return layers.get(layers.size() - 1) instanceof LayerSpec.Reshape;
    }

    private static List<LayerSpec> layers(NetworkSpec spec, int outputs) {
        List<LayerSpec> layers = new ArrayList<>(spec.layers());
        if (spec.output() instanceof OutputSpec.Linear linear) {
            layers.add(new LayerSpec.Dense(outputs, Activation.IDENTITY, linear.spectralNorm()));
        }
        return layers;
    }

    private static List<FeatureShape> features(int inputs, NetworkSpec spec, int outputs) {
        FeatureShape at = spec.input().orElseGet(() -> new FeatureShape.Flat(inputs));
        InvalidConfigException.require(
                at.size() == inputs,
                "input %s has %d numbers, but rows have %d. Write the shape of the rows that come in."
                        .formatted(at, at.size(), inputs));
        List<FeatureShape> features = new ArrayList<>(List.of(at));
        List<LayerSpec> layers = layers(spec, outputs);
        for (int l = 0; l < layers.size(); l++) {
            LayerSpec layer = layers.get(l);
            try {
                at = layer.output(at);
            } catch (InvalidConfigException e) {
                throw new InvalidConfigException(
                        "layer %d of %d (%s): %s".formatted(l + 1, layers.size(), layer.type(), e.getMessage()));
            }
            features.add(at);
        }
        return features;
    }
}
