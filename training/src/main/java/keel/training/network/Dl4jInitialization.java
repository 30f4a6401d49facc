package keel.training.network;

import java.util.Arrays;
import java.util.List;
import keel.training.random.RandomStream;

/** Draws a network's parameters in DL4J's order; for dense layers the same numbers as {@link StackedMlp} draws. */
final class Dl4jInitialization {
    private final NetworkShape shape;
    private final Initializer initializer;
    private final RandomStream random;
    private float[] parameters = {};
    private int at;

    Dl4jInitialization(NetworkShape shape, Initializer initializer, RandomStream random) {
        this.shape = shape;
        this.initializer = initializer;
        this.random = random;
    }

    /** Fills all of a network's trained parameters. */
    void fill(float[] all) {
        parameters = all;
        at = 0;
        List<LayerSpec> layers = shape.layers();
        for (int l = 0; l < layers.size(); l++) {
            fill(layers.get(l), shape.features().get(l), l == layers.size() - 1);
        }
    }

    private void fill(LayerSpec layer, FeatureShape in, boolean output) {
        if (layer instanceof LayerSpec.Dense dense) {
            var weights = Initializer.WeightShape.dense(in.size(), dense.units());
            unitByUnit(weights, output, at);
            biases(weights, dense.units(), at + weights.size());
            at += weights.size() + dense.units();
        } else if (layer instanceof LayerSpec.Convolution c) {
            int area = c.kernel() * c.kernel();
            int fanIn = Dl4jConfiguration.channels(in) * area;
            var weights = new Initializer.WeightShape(fanIn, c.filters(), fanIn, c.filters() * area);
            unitByUnit(weights, output, at + c.filters());
            biases(weights, c.filters(), at);
            at += weights.size() + c.filters();
        } else if (layer instanceof LayerSpec.TransposedConvolution c) {
            int area = c.kernel() * c.kernel();
            int channels = Dl4jConfiguration.channels(in);
            var weights =
                    new Initializer.WeightShape(channels, c.filters() * area, channels * area, c.filters() * area);
            initializer.fillWeights(parameters, at + c.filters(), weights, output, random);
            biases(weights, c.filters(), at);
            at += weights.size() + c.filters();
        } else if (layer instanceof LayerSpec.Lstm lstm) {
            fill(lstm, ((FeatureShape.Sequence) in).features(), output);
        } else if (layer instanceof LayerSpec.BatchNorm || layer instanceof LayerSpec.LayerNorm) {
            int channels = Dl4jConfiguration.channels(in);
            Arrays.fill(parameters, at, at + channels, 1f);
            Arrays.fill(parameters, at + channels, at + 2 * channels, 0f);
            at += 2 * channels;
        }
    }

    /** Input weights, recurrent weights, and the biases of all four gates. */
    private void fill(LayerSpec.Lstm lstm, int features, boolean output) {
        var weights = Initializer.WeightShape.dense(features, 4 * lstm.units());
        var recurrent = Initializer.WeightShape.dense(lstm.units(), 4 * lstm.units());
        unitByUnit(weights, output, at);
        unitByUnit(recurrent, output, at + weights.size());
        biases(recurrent, 4 * lstm.units(), at + weights.size() + recurrent.size());
        at += weights.size() + recurrent.size() + 4 * lstm.units();
    }

    private void biases(Initializer.WeightShape weights, int count, int offset) {
        initializer.fillBiases(parameters, offset, count, weights, random);
    }

    /** Draws row by row and keeps the weights of each unit together. */
    private void unitByUnit(Initializer.WeightShape weights, boolean output, int offset) {
        float[] drawn = new float[weights.size()];
        initializer.fillWeights(drawn, 0, weights, output, random);
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                parameters[offset + j * weights.rows() + i] = drawn[i * weights.columns() + j];
            }
        }
    }
}
