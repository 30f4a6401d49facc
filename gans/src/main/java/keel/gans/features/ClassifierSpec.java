package keel.gans.features;

import java.util.List;
import java.util.Optional;
import keel.gans.data.DataSpec;
import keel.gans.data.DigitsSpec;
import keel.gans.data.IdxSpec;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.FeatureShape;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;

/**
 * Shape of a classifier. Its features are what its last layer gives, before the linear map to the classes.
 *
 * @param name of the images, and of the resource with the parameters that ship
 * @param layers first to last, the last of them dense
 */
public record ClassifierSpec(
        String name, Engine engine, FeatureShape.Image input, List<LayerSpec> layers, int features, int classes) {
    private static final int CLASSES = 10;
    private static final LayerSpec DROPOUT = new LayerSpec.Dropout(0.3);

    /** For the 8 x 8 digits: three dense layers, with dropout so that features of images it has seen are like those of others. */
    public static final ClassifierSpec DIGITS = new ClassifierSpec(
            "digits",
            Engine.STACKED,
            new DigitsSpec().shape(),
            List.of(dense(128), DROPOUT, dense(64), DROPOUT, dense(32)),
            32,
            CLASSES);

    public ClassifierSpec {
        layers = List.copyOf(layers);
    }

    /** For the images of some data; nothing for what is no image. */
    public static Optional<ClassifierSpec> of(DataSpec data) {
        if (data instanceof DigitsSpec) {
            return Optional.of(DIGITS);
        }
        return data instanceof IdxSpec idx ? Optional.of(of28x28(idx.set().key(), idx.shape())) : Optional.empty();
    }

    /** Two convolutions, each with stride 2, and a dense layer. */
    private static ClassifierSpec of28x28(String name, FeatureShape.Image input) {
        return new ClassifierSpec(
                name, Engine.DL4J, input, List.of(convolution(16), convolution(32), dense(64)), 64, CLASSES);
    }

    private static LayerSpec dense(int units) {
        return new LayerSpec.Dense(units, Activation.RELU, false);
    }

    private static LayerSpec convolution(int filters) {
        return new LayerSpec.Convolution(filters, 4, 2, 1, Activation.RELU, false);
    }

    /** From images to logits of the classes. */
    NetworkSpec whole() {
        return network(new OutputSpec.Linear(false));
    }

    /** From images to features: as {@link #whole}, without the last linear map. */
    NetworkSpec body() {
        return network(new OutputSpec.LastLayer());
    }

    /** The last linear map. */
    NetworkSpec head() {
        return new NetworkSpec(Optional.empty(), List.of(), new OutputSpec.Linear(false), Optional.empty());
    }

    private NetworkSpec network(OutputSpec output) {
        boolean flat = layers.get(0) instanceof LayerSpec.Dense;
        return new NetworkSpec(flat ? Optional.empty() : Optional.of(input), layers, output, Optional.empty());
    }
}
