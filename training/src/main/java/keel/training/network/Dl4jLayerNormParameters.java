package keel.training.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where a {@link Dl4jLayerNorm} keeps its parameters: gains, then biases. */
final class Dl4jLayerNormParameters implements ParamInitializer {
    static final String GAIN = "gain";
    static final String BIAS = "bias";

    private static long width(Layer layer) {
        return ((FeedForwardLayer) layer).getNOut();
    }

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return numParams(configuration.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return 2 * width(layer);
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.of(GAIN, BIAS);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(GAIN);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of(BIAS);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return GAIN.equals(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return BIAS.equals(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray view, boolean initialize) {
        Map<String, INDArray> parameters = getGradientsFromFlattened(configuration, view);
        if (initialize) {
            parameters.get(GAIN).assign(1);
            parameters.get(BIAS).assign(0);
        }
        configuration.addVariable(GAIN);
        configuration.addVariable(BIAS);
        return parameters;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray view) {
        long width = width(configuration.getLayer());
        INDArray flat = view.reshape(view.length());
        Map<String, INDArray> result = new LinkedHashMap<>();
        result.put(GAIN, flat.get(NDArrayIndex.interval(0, width)).reshape(1, width));
        result.put(BIAS, flat.get(NDArrayIndex.interval(width, 2 * width)).reshape(1, width));
        return result;
    }
}
