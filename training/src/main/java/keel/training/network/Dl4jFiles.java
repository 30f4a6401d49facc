package keel.training.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Networks as DL4J's zips. The first use starts ND4J. */
final class Dl4jFiles {
    private Dl4jFiles() {}

    /** An initialised DL4J network of this shape, all its numbers of this type, with DL4J's own dropout. */
    static MultiLayerNetwork network(NetworkShape shape, DataType type) {
        Dl4jBackend.require();
        var configuration = new Dl4jConfiguration(shape, type, rate -> new Dropout(1 - rate), false);
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.build());
        network.init();
        return network;
    }

    /**
     * Writes a network without updater state.
     *
     * @param parameters in DL4J's order, as they compute
     */
    static void save(NetworkShape shape, float[] parameters, Path file) {
        MultiLayerNetwork network = network(shape, DataType.FLOAT);
        network.setParams(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
        try {
            ModelSerializer.writeModel(network, file.toFile(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write network to " + file + ". Check free space and permissions.", e);
        } finally {
            network.close();
        }
    }

    /** Parameters in {@link MlpLayout} order to DL4J's: a layer's weights column by column, then its biases. */
    static float[] toDl4j(MlpLayout layout, float[] parameters) {
        float[] result = parameters.clone();
        for (int l = 0; l < layout.layers(); l++) {
            MlpStage stage = layout.stage(l);
            int at = layout.offset(l);
            for (int j = 0; stage.linear() && j < stage.out(); j++) {
                for (int i = 0; i < stage.in(); i++) {
                    result[at + j * stage.in() + i] = parameters[at + i * stage.out() + j];
                }
            }
        }
        return result;
    }
}
