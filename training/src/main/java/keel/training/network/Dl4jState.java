package keel.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a {@link Dl4jNetwork} remembers: parameters, running statistics, singular vectors; and how DL4J gets to see them. */
final class Dl4jState {
    final Dl4jParameters map;
    /** The ones that are trained. */
    final float[] parameters;

    private final MultiLayerNetwork network;
    /** All of DL4J's, as they compute: weights divided, running statistics in their places. */
    private final float[] computing;

    private final List<SpectralNorm> norms = new ArrayList<>();
    /** Whether DL4J has yet to see something. */
    private boolean stale = true;
    /** Whether parameters were written since DL4J saw them. */
    private boolean written = true;

    /** Begins with parameters 0, running means 0 and running variances 1. */
    Dl4jState(Dl4jParameters map, MultiLayerNetwork network) {
        this.map = map;
        this.network = network;
        parameters = new float[map.count()];
        computing = new float[map.total()];
        for (Dl4jParameters.Divided divided : map.divided()) {
            norms.add(new SpectralNorm(divided.fanIn(), divided.units(), 1, divided.fanIn()));
        }
        resetStatistics();
    }

    private void resetStatistics() {
        for (Dl4jParameters.Statistics s : map.statistics()) {
            Arrays.fill(computing, s.theirs(), s.theirs() + s.channels(), 0f);
            Arrays.fill(computing, s.theirs() + s.channels(), s.theirs() + 2 * s.channels(), 1f);
        }
    }

    /** Fresh singular vectors and statistics for fresh parameters. */
    void initialize(RandomStream random) {
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).initialize(parameters, map.divided().get(k).ours(), random);
        }
        resetStatistics();
        changed();
    }

    /** To be called when parameters were written. */
    void changed() {
        stale = true;
        written = true;
    }

    /** Whether parameters were written since DL4J saw them. */
    boolean written() {
        return written;
    }

    /** One step of power iteration. */
    void iterate() {
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).iterate(parameters, map.divided().get(k).ours());
            stale = true;
        }
    }

    /** Gives DL4J what has changed. */
    void upload() {
        if (stale) {
            network.params().assign(Nd4j.createFromArray(computing()).reshape(1, computing.length));
            stale = false;
            written = false;
        }
    }

    /** All of DL4J's parameters, as they compute; live. */
    float[] computing() {
        map.toTheirs(parameters, computing);
        for (int k = 0; k < norms.size(); k++) {
            Dl4jParameters.Divided divided = map.divided().get(k);
            norms.get(k).divide(parameters, divided.ours(), computing, divided.theirs());
        }
        return computing;
    }

    /** The gradient by our parameters, from all that DL4J gives by those that computed. */
    float[] gradient(float[] theirs) {
        for (int k = 0; k < norms.size(); k++) {
            int at = map.divided().get(k).theirs();
            norms.get(k).correct(theirs, at, computing, at);
        }
        float[] ours = new float[parameters.length];
        map.toOurs(theirs, ours);
        return ours;
    }

    /** Moves running statistics towards those of a training pass with these activations, the input first. */
    void moveStatistics(List<INDArray> activations) {
        for (Dl4jParameters.Statistics s : map.statistics()) {
            float[] rows = Dl4jNetwork.rows(activations.get(s.index()));
            int channels = s.channels();
            int each = s.input().size() / channels;
            int batch = rows.length / s.input().size();
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                double squares = 0;
                for (int b = 0; b < batch; b++) {
                    int at = (b * channels + c) * each;
                    for (int i = at; i < at + each; i++) {
                        sum += rows[i];
                        squares += (double) rows[i] * rows[i];
                    }
                }
                double mean = sum / ((double) batch * each);
                move(s.theirs() + c, mean, s.decay());
                move(s.theirs() + channels + c, squares / ((double) batch * each) - mean * mean, s.decay());
            }
            stale = true;
        }
    }

    private void move(int at, double value, double decay) {
        computing[at] = (float) (decay * computing[at] + (1 - decay) * value);
    }

    /** Takes over all but the parameters. */
    void copyRest(Dl4jState from) {
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).copy(from.norms.get(k));
        }
        for (Dl4jParameters.Statistics s : map.statistics()) {
            System.arraycopy(from.computing, s.theirs(), computing, s.theirs(), 2 * s.channels());
        }
        changed();
    }

    void save(StateWriter to) {
        to.put("parameters", parameters);
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).save(to.under("spectral-norm-" + k));
        }
        for (int k = 0; k < map.statistics().size(); k++) {
            Dl4jParameters.Statistics s = map.statistics().get(k);
            to.put("statistics-" + k, computing, s.theirs(), s.theirs() + 2 * s.channels());
        }
    }

    void restore(StateReader from) {
        from.get("parameters", parameters, 0, parameters.length);
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).restore(from.under("spectral-norm-" + k));
        }
        for (int k = 0; k < map.statistics().size(); k++) {
            Dl4jParameters.Statistics s = map.statistics().get(k);
            from.get("statistics-" + k, computing, s.theirs(), s.theirs() + 2 * s.channels());
        }
        changed();
    }
}
