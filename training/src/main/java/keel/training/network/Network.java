package keel.training.network;

import java.nio.file.Path;
import java.util.List;
import keel.training.checkpoint.MemberState;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.HeapUpdates;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.ParameterUpdates;
import keel.training.random.RandomStream;

/**
 * P functions of equal shape with parameters, evaluated together. An algorithm computes targets and the loss's gradient by
 * the output; it never sees layers.
 *
 * <p>All arrays are row-major with a leading member axis. Arrays that come back are live buffers, valid until the next call of
 * the same method: copy what you keep. A member's numbers depend on nothing but that member's parameters, rows and random
 * stream, so a member of a cohort is bit-identical to the same member alone.
 *
 * <p>{@link #forward} is the training pass: it drops units, normalises by the batch and moves running statistics, and takes the
 * step of spectral norm's power iteration. {@link #predict} does none of this. {@link #backward}, {@link #backwardToInput}, {@link #inputGradient},
 * {@link #directionalBackward} and {@link #hidden} refer to the last {@link #forward}.
 *
 * <p>As {@link MemberState} a member is its parameters and all that its future depends on besides: singular vectors, running
 * statistics, the stream of dropout masks.
 */
public interface Network extends AutoCloseable, MemberState {
    /** P. */
    int members();

    int inputs();

    int outputs();

    /** n, the parameters of one member. */
    int parameterCount();

    /**
     * Where each layer with weights starts in a member's parameters, and n at the end. Biases, and the gains of a normalisation
     * behind the weights, belong to their layer.
     */
    int[] layerOffsets();

    /**
     * Live parameters {@code [P,n]} until the next update, which may happen elsewhere. After writing to it call {@link
     * #parametersChanged()}.
     */
    float[] parameters();

    /** Tells the network that its parameters were written. */
    void parametersChanged();

    /**
     * Live gradients {@code [P,n]}: what backward passes have added up since {@link #zeroGradients()}. To be read: what is written
     * to them updates nothing where they are a copy of what a device has.
     */
    float[] gradients();

    /** Starts a new sum of gradients. */
    void zeroGradients();

    /**
     * What changes this network's parameters by its gradients, where both live.
     *
     * @param optimizers one a member, of one kind; fewer than members where several of these are one of the caller's, whose
     *     parameters then are theirs one after the other
     * @param clippings one a member
     */
    default ParameterUpdates updates(List<? extends OptimizerSpec> optimizers, List<GradientClipping> clippings) {
        return new HeapUpdates(optimizers, clippings, this::parameters, this::gradients, this::parametersChanged);
    }

    /**
     * Evaluates every active member for training.
     *
     * @param input {@code [P,B,in]}
     * @param batch B
     * @return {@code [P,B,out]}
     */
    float[] forward(float[] input, int batch);

    /** As {@link #forward(float[], int)}, for the chosen rows of a table whose width is this network's {@code in}. */
    default float[] forward(RowTable table) {
        return forward(table.gathered(), table.batch());
    }

    /**
     * Evaluates every active member as it will be used: nothing is dropped, and nothing changes. Backward passes still refer to
     * the last {@link #forward}; only if parameters have changed since, that one is over and they need another.
     *
     * @param input {@code [P,B,in]}
     * @param batch B
     * @return {@code [P,B,out]}
     */
    float[] predict(float[] input, int batch);

    /**
     * Adds dLoss/dParameters to the gradients.
     *
     * @param outputGradient dLoss/dOutput {@code [P,B,out]}
     */
    void backward(float[] outputGradient);

    /**
     * As {@link #backward}, for whoever goes on with what feeds this network.
     *
     * @return dLoss/dInput {@code [P,B,in]}
     */
    float[] backwardToInput(float[] outputGradient);

    /** As {@link #backwardToInput}, but leaves the parameter gradients alone. */
    float[] inputGradient(float[] outputGradient);

    /**
     * Adds to the gradients the gradient, by the parameters, of {@code sum_b w_b . J(x_b) v_b}, where J is the Jacobian of
     * the output by the input at the last forward's rows. This is what a gradient penalty needs: with w = 1 and v the
     * input gradient (held constant), the sum's gradient is that of half the squared input-gradient norm.
     *
     * @param direction v, {@code [P,B,in]}
     * @param outputWeights w, {@code [P,B,out]}
     */
    void directionalBackward(float[] direction, float[] outputWeights);

    /** Layers between input and output layer. */
    int hiddenLayers();

    /**
     * What a hidden layer gave in the last {@link #forward}, after normalisation, activation and dropout. Live.
     *
     * @param layer 0 is nearest to the input
     */
    Hidden hidden(int member, int layer);

    /** Stops computing this member for good; its rows in later results are undefined. */
    void deactivate(int member);

    /**
     * Draws fresh parameters for one member.
     *
     * @param initializer for a network whose {@link NetworkSpec#initializer()} names none
     * @param random kept by a network with dropout, for its masks: give every network a stream of its own
     */
    void initialize(int member, Initializer initializer, RandomStream random);

    /**
     * Moves every member towards the same member of a network of the same shape: parameters become {@code rate * source + (1 -
     * rate) * own}; what else {@link #predict} depends on is copied. With rate 1 this is a copy: predictions are the source's.
     *
     * @param rate in (0, 1]
     */
    void follow(Network source, double rate);

    /** Writes one member as a DL4J {@code MultiLayerNetwork} zip that {@code ModelSerializer} opens. */
    void save(int member, Path file);

    @Override
    void close();
}
