package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * A network without its input and output sizes, which come from the environment or data.
 *
 * @param input how input rows are to be read; flat if empty
 * @param layers first to last, without the output layer if {@link OutputSpec.Linear}
 * @param initializer how parameters begin, if not as the algorithm wants it
 */
public record NetworkSpec(
        Optional<FeatureShape> input, List<LayerSpec> layers, OutputSpec output, Optional<Initializer> initializer) {
    public NetworkSpec {
        layers = List.copyOf(layers);
        InvalidConfigException.require(
                !layers.isEmpty() || output instanceof OutputSpec.Linear,
                "a network that ends with its last layer needs at least one layer. List one, or use output: linear.");
    }

    /**
     * A plain dense network.
     *
     * @param hidden units of each hidden layer, first to last; empty for a linear map
     * @param activation after every hidden layer; the output is linear
     */
    public NetworkSpec(List<Integer> hidden, Activation activation) {
        this(hidden, activation, DenseExtras.NONE, Optional.empty());
    }

    /** A dense network whose hidden layers are all of one kind. */
    public NetworkSpec(
            List<Integer> hidden, Activation activation, DenseExtras extras, Optional<Initializer> initializer) {
        this(
                Optional.empty(),
                dense(hidden, activation, extras),
                new OutputSpec.Linear(extras.spectralNorm()),
                initializer);
    }

    /** How many layers have weights, the output layer counted: a normalisation belongs to the layer before it. */
    public int weightLayers() {
        int count = output instanceof OutputSpec.Linear ? 1 : 0;
        boolean begun = false;
        for (LayerSpec layer : layers) {
            boolean norm = layer instanceof LayerSpec.BatchNorm || layer instanceof LayerSpec.LayerNorm;
            boolean none = layer instanceof LayerSpec.Reshape || layer instanceof LayerSpec.Dropout;
            if (!none && !(norm && begun)) {
                count++;
                begun = true;
            }
        }
        return count;
    }

    /**
     * What every hidden layer of a dense network has besides weights and activation.
     *
     * @param layerNorm normalise between weights and activation
     * @param spectralNorm divide weights by their largest singular value (Miyato et al. 2018), the output layer's too
     * @param dropout chance of a hidden unit to be dropped
     */
    public record DenseExtras(boolean layerNorm, boolean spectralNorm, Optional<Double> dropout) {
        /** Nothing. */
        public static final DenseExtras NONE = new DenseExtras(false, false, Optional.empty());
    }

    private static List<LayerSpec> dense(List<Integer> hidden, Activation activation, DenseExtras extras) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int units : hidden) {
            Activation first = extras.layerNorm() ? Activation.IDENTITY : activation;
            layers.add(new LayerSpec.Dense(units, first, extras.spectralNorm()));
            if (extras.layerNorm()) {
                layers.add(new LayerSpec.LayerNorm(activation));
            }
            extras.dropout().ifPresent(rate -> layers.add(new LayerSpec.Dropout(rate)));
        }
        return layers;
    }
}
