package keel.training.network;

import java.util.Collection;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J wants done to a layer that is new, and each of its configurations does by itself. */
final class Dl4jReady {
    private Dl4jReady() {}

    /** Gives a layer its place and parameters; the arguments are those of DL4J's {@code Layer.instantiate}. */
    static <L extends BaseLayer<?>> L ready(
            L layer,
            ParamInitializer initializer,
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer.init(configuration, parameters, initialize));
        layer.setConf(configuration);
        return layer;
    }
}
