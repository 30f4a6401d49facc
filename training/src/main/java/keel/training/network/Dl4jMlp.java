package keel.training.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A dense network as DL4J sees it. The first use starts ND4J. */
final class Dl4jMlp {
    private Dl4jMlp() {}

    /** The same function as a {@link MlpLayout} describes; no loss layer, because losses are the algorithms' business. */
    static MultiLayerConfiguration configuration(MlpLayout layout) {
        var list = new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).list();
        for (int l = 0; l < layout.layers(); l++) {
            boolean output = l == layout.layers() - 1;
            list.layer(new DenseLayer.Builder()
                    .nIn(layout.width(l))
                    .nOut(layout.width(l + 1))
                    .activation(
                            output
                                    ? new ActivationIdentity()
                                    : activation(layout.spec().activation()))
                    .build());
        }
        return list.build();
    }

    private static IActivation activation(Activation activation) {
        return switch (activation) {
            case RELU -> new ActivationReLU();
            case LEAKY_RELU -> new ActivationLReLU(Activation.LEAKY_SLOPE);
            case TANH -> new ActivationTanH();
        };
    }

    /** Parameters in {@link MlpLayout} order to DL4J's: a layer's weights column by column, then its biases. */
    static float[] toDl4j(MlpLayout layout, float[] parameters, int offset) {
        float[] result = new float[layout.parameterCount()];
        for (int l = 0; l < layout.layers(); l++) {
            int in = layout.width(l);
            int out = layout.width(l + 1);
            int at = layout.offset(l);
            for (int j = 0; j < out; j++) {
                for (int i = 0; i < in; i++) {
                    result[at + j * in + i] = parameters[offset + at + i * out + j];
                }
                result[at + in * out + j] = parameters[offset + at + in * out + j];
            }
        }
        return result;
    }

    /** An initialised DL4J network with these parameters, given in {@link MlpLayout} order. */
    static MultiLayerNetwork network(MlpLayout layout, float[] parameters, int offset) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(layout));
        network.init();
        network.setParams(
                Nd4j.createFromArray(toDl4j(layout, parameters, offset)).reshape(1, layout.parameterCount()));
        return network;
    }

    /** Writes these parameters, given in {@link MlpLayout} order, as DL4J's zip. */
    static void save(MlpLayout layout, float[] parameters, Path file) {
        MultiLayerNetwork network = network(layout, parameters, 0);
        try {
            save(network, file);
        } finally {
            network.close();
        }
    }

    /** Writes a network without its updater state. */
    static void save(MultiLayerNetwork network, Path file) {
        try {
            ModelSerializer.writeModel(network, file.toFile(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write network to " + file + ". Check free space and permissions.", e);
        }
    }
}
