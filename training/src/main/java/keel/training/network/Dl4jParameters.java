package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Which of DL4J's parameters are trained. DL4J counts the running statistics of batch norm among its parameters; an optimiser must
 * not touch these, so they are left out of ours. The order is DL4J's otherwise.
 */
final class Dl4jParameters {
    /** Numbers that both have, at their places. */
    record Segment(int theirs, int ours, int length) {}

    /** Running means, then variances, of one batch norm among DL4J's parameters, and what goes into it. */
    record Statistics(int theirs, int index, FeatureShape input, double decay) {
        int channels() {
            return Dl4jConfiguration.channels(input);
        }
    }

    /** A divided weight matrix: {@code units} rows of {@code fanIn} numbers each, in DL4J's parameters and in ours. */
    record Divided(int theirs, int ours, int fanIn, int units) {}

    private final List<Segment> segments = new ArrayList<>();
    private final List<Statistics> statistics = new ArrayList<>();
    private final List<Divided> divided = new ArrayList<>();
    private final List<Integer> layerOffsets = new ArrayList<>();
    private int theirs;
    private int ours;

    /** Finds them in a network of this configuration. */
    Dl4jParameters(Dl4jConfiguration configuration, MultiLayerNetwork network) {
        List<LayerSpec> layers = configuration.shape().layers();
        List<FeatureShape> features = configuration.shape().features();
        for (int l = 0; l < layers.size(); l++) {
            if (layers.get(l) instanceof LayerSpec.Reshape || layers.get(l) instanceof LayerSpec.Dropout) {
                continue;
            }
            int index = configuration.index(l);
            int count = (int) network.getLayer(index).numParams();
            boolean norm = layers.get(l) instanceof LayerSpec.LayerNorm || layers.get(l) instanceof LayerSpec.BatchNorm;
            if (!norm || layerOffsets.isEmpty()) {
                layerOffsets.add(layerOffsets.isEmpty() ? 0 : ours);
            }
            if (layers.get(l) instanceof LayerSpec.BatchNorm batchNorm) {
                statistics.add(new Statistics(theirs + count / 2, index, features.get(l), batchNorm.decay()));
                addSegment(count / 2);
                theirs += count / 2;
            } else {
                spectral(layers.get(l), features.get(l)).ifPresent(divided::add);
                addSegment(count);
            }
        }
        layerOffsets.add(ours);
    }

    private void addSegment(int length) {
        segments.add(new Segment(theirs, ours, length));
        theirs += length;
        ours += length;
    }

    /** DL4J keeps a dense layer's weights before its biases, a convolution's behind; both with a unit's weights together. */
    private Optional<Divided> spectral(LayerSpec layer, FeatureShape in) {
        if (layer instanceof LayerSpec.Dense dense && dense.spectralNorm()) {
            return Optional.of(new Divided(theirs, ours, in.size(), dense.units()));
        }
        if (layer instanceof LayerSpec.Convolution c && c.spectralNorm()) {
            int fanIn = Dl4jConfiguration.channels(in) * c.kernel() * c.kernel();
            return Optional.of(new Divided(theirs + c.filters(), ours + c.filters(), fanIn, c.filters()));
        }
        return Optional.empty();
    }

    /** How many are trained. */
    int count() {
        return ours;
    }

    /** How many DL4J has. */
    int total() {
        return theirs;
    }

    List<Statistics> statistics() {
        return statistics;
    }

    List<Divided> divided() {
        return divided;
    }

    int[] layerOffsets() {
        return layerOffsets.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Copies ours to theirs. */
    void toTheirs(float[] from, float[] to) {
        for (Segment s : segments) {
            System.arraycopy(from, s.ours, to, s.theirs, s.length);
        }
    }

    /** Copies theirs to ours. */
    void toOurs(float[] from, float[] to) {
        for (Segment s : segments) {
            System.arraycopy(from, s.theirs, to, s.ours, s.length);
        }
    }
}
