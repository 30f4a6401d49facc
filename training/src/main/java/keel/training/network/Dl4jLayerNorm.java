package keel.training.network;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer normalisation of rows (Ba et al. 2016) as a DL4J layer: {@code gain (x - mean) / √(var + 1e-5) + bias}. DL4J's own adds no
 * epsilon and stands before the bias.
 *
 * <p>Public for DL4J, which creates it from a saved configuration: whoever opens such a file needs this class.
 */
public final class Dl4jLayerNorm extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    /** For DL4J, which sets the width from the configuration. */
    public Dl4jLayerNorm() {}

    Dl4jLayerNorm(int width) {
        nIn = width;
        nOut = width;
        activationFn = new ActivationIdentity();
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        var layer = new Dl4jLayerNormPass(configuration, type);
        return Dl4jReady.ready(layer, initializer(), configuration, listeners, index, parameters, initialize);
    }

    @Override
    public ParamInitializer initializer() {
        return new Dl4jLayerNormParameters();
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return new LayerMemoryReport.Builder(layerName, Dl4jLayerNorm.class, inputType, inputType)
                .standardMemory(2 * nOut, 0)
                .workingMemory(0, 2 * nOut, 0, 2 * nOut)
                .build();
    }
}
