package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A {@link NetworkShape} as DL4J configures it, without a loss layer, because losses are the algorithms' business. Spectral norm
 * is not in it: whoever sets the parameters divides them.
 *
 * <p>Flat rows {@code [B,in]} go in, also for images; sequences go in as DL4J has them, {@code [B,features,steps]}.
 */
final class Dl4jConfiguration {
    private final NetworkShape shape;
    private final DoubleFunction<IDropout> dropout;
    private final boolean fast;
    private final NeuralNetConfiguration.ListBuilder list;
    /** DL4J's index of the layer that a layer's parameters are in. */
    private final List<Integer> indices = new ArrayList<>();

    private int next;
    /** How the activations come from the last DL4J layer. */
    private FeatureShape physical;

    /**
     * Compiles a network.
     *
     * @param type of all numbers
     * @param dropout from the chance to be dropped
     * @param fast whether convolutions are computed here, in floats, and not by DL4J
     */
    Dl4jConfiguration(NetworkShape shape, DataType type, DoubleFunction<IDropout> dropout, boolean fast) {
        this.shape = shape;
        this.fast = fast;
        this.dropout = dropout;
        list = new NeuralNetConfiguration.Builder().dataType(type).list();
        List<FeatureShape> features = shape.features();
        physical = features.get(0) instanceof FeatureShape.Sequence
                ? features.get(0)
                : new FeatureShape.Flat(shape.inputs());
        List<LayerSpec> layers = shape.layers();
        for (int l = 0; l < layers.size(); l++) {
            indices.add(next);
            add(layers.get(l), features.get(l), features.get(l + 1));
        }
    }

    NetworkShape shape() {
        return shape;
    }

    MultiLayerConfiguration build() {
        return list.build();
    }

    /** DL4J's index of the layer that holds the parameters of layer l, if it has any. */
    int index(int l) {
        return indices.get(l);
    }

    /** Which of DL4J's activations, the input being 0, the weights after the first read: the outputs of hidden layers. */
    List<Integer> hiddenActivations() {
        List<Integer> hidden = new ArrayList<>();
        boolean parameters = false;
        for (int l = 0; l < indices.size(); l++) {
            LayerSpec layer = shape.layers().get(l);
            boolean norm = layer instanceof LayerSpec.BatchNorm || layer instanceof LayerSpec.LayerNorm;
            boolean weights = !norm && !(layer instanceof LayerSpec.Reshape) && !(layer instanceof LayerSpec.Dropout);
            if (weights && parameters) {
                hidden.add(indices.get(l));
            }
            parameters |= weights || norm;
        }
        return hidden;
    }

    private void add(LayerSpec layer, FeatureShape in, FeatureShape out) {
        if (layer instanceof LayerSpec.Reshape) {
            return;
        }
        preprocess(layer, in);
        if (layer instanceof LayerSpec.Dense dense) {
            add(new DenseLayer.Builder()
                    .nIn(in.size())
                    .nOut(dense.units())
                    .activation(activation(dense.activation()))
                    .build());
        } else if (layer instanceof LayerSpec.Convolution convolution) {
            add(convolution(convolution, (FeatureShape.Image) in, (FeatureShape.Image) out));
        } else if (layer instanceof LayerSpec.TransposedConvolution convolution) {
            add(transposed(convolution, (FeatureShape.Image) in, (FeatureShape.Image) out));
        } else if (layer instanceof LayerSpec.BatchNorm norm) {
            add(new BatchNormalization.Builder()
                    .nIn(channels(in))
                    .nOut(channels(in))
                    .decay(norm.decay())
                    .eps(LayerSpec.BatchNorm.EPSILON)
                    .useLogStd(false)
                    .build());
            addActivation(norm.activation());
        } else if (layer instanceof LayerSpec.LayerNorm norm) {
            add(new Dl4jLayerNorm(in.size()));
            addActivation(norm.activation());
        } else if (layer instanceof LayerSpec.Lstm lstm) {
            add(lstm(lstm, in));
        } else if (layer instanceof LayerSpec.Dropout drop) {
            add(new DropoutLayer.Builder(dropout.apply(drop.rate())).build());
        }
        physical = out;
    }

    private void add(Layer layer) {
        list.layer(next, layer);
        next++;
    }

    private void addActivation(Activation activation) {
        if (activation != Activation.IDENTITY) {
            add(new ActivationLayer.Builder().activation(activation(activation)).build());
        }
    }

    /** DL4J changes between rows and images before a layer. */
    private void preprocess(LayerSpec layer, FeatureShape in) {
        Optional<InputPreProcessor> change = Optional.empty();
        if (layer instanceof LayerSpec.Dense && physical instanceof FeatureShape.Image image) {
            change = Optional.of(new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels()));
        } else if (in instanceof FeatureShape.Image image && !(layer instanceof LayerSpec.Dense)) {
            change = physical.equals(in)
                    ? Optional.empty()
                    : Optional.of(new FeedForwardToCnnPreProcessor(image.height(), image.width(), image.channels()));
        }
        change.ifPresent(processor -> list.inputPreProcessor(next, processor));
    }

    /** Features that have a mean of their own: channels of an image. */
    static int channels(FeatureShape shape) {
        return shape instanceof FeatureShape.Image image ? image.channels() : shape.size();
    }

    private Layer convolution(LayerSpec.Convolution c, FeatureShape.Image in, FeatureShape.Image out) {
        ConvolutionLayer.Builder builder = new ConvolutionLayer.Builder(c.kernel(), c.kernel())
                .nIn(channels(in))
                .nOut(c.filters())
                .stride(c.stride(), c.stride())
                .padding(c.padding(), c.padding())
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(activation(c.activation()));
        return fast ? new Dl4jConvolution(builder, in, out, c.activation()) : builder.build();
    }

    private Layer transposed(LayerSpec.TransposedConvolution c, FeatureShape.Image in, FeatureShape.Image out) {
        Deconvolution2D.Builder builder = new Deconvolution2D.Builder(c.kernel(), c.kernel())
                .nIn(channels(in))
                .nOut(c.filters())
                .stride(c.stride(), c.stride())
                .padding(c.padding(), c.padding())
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(activation(c.activation()));
        return fast ? new Dl4jTransposedConvolution(builder, in, out, c.activation()) : builder.build();
    }

    private static Layer lstm(LayerSpec.Lstm lstm, FeatureShape in) {
        Layer layer = new LSTM.Builder()
                .nIn(((FeatureShape.Sequence) in).features())
                .nOut(lstm.units())
                .activation(new ActivationTanH())
                .gateActivationFunction(new ActivationSigmoid())
                .build();
        return lstm.sequence() ? layer : new LastTimeStep(layer);
    }

    private static IActivation activation(Activation activation) {
        return switch (activation) {
            case RELU -> new ActivationReLU();
            case LEAKY_RELU -> new ActivationLReLU(Activation.LEAKY_SLOPE);
            case TANH -> new ActivationTanH();
            case IDENTITY -> new ActivationIdentity();
            case ELU -> new ActivationELU();
            case SILU -> new ActivationSwish();
            case SIGMOID -> new ActivationSigmoid();
            case SOFTPLUS -> new ActivationSoftPlus();
        };
    }
}
