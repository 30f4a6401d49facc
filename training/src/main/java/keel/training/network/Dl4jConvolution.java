package keel.training.network;

import java.util.Collection;
import keel.training.network.FeatureShape.Image;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's convolution, computed by a {@link Dl4jKernelPass}. */
final class Dl4jConvolution extends ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    private final transient Image input;
    private final transient Image output;
    private final Activation activation;

    Dl4jConvolution(ConvolutionLayer.Builder builder, Image input, Image output, Activation activation) {
        super(builder);
        this.input = input;
        this.output = output;
        this.activation = activation;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        Patches patches = Patches.of(input, getKernelSize()[0], getStride()[0], getPadding()[0]);
        KernelProducts products = new KernelProducts(patches, output.channels());
        var layer = new Dl4jKernelPass(configuration, type, products, output, activation, false);
        return Dl4jReady.ready(layer, initializer(), configuration, listeners, index, parameters, initialize);
    }
}
