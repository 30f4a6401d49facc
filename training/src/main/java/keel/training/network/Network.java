package keel.training.network;

import java.nio.file.Path;
import keel.training.checkpoint.MemberState;
import keel.training.random.RandomStream;

/**
 * P functions of equal shape with parameters, evaluated together. An algorithm computes targets and the loss's gradient by
 * the output; it never sees layers.
 *
 * <p>All arrays are row-major with a leading member axis. Arrays that come back are live buffers, valid until the next call:
 * copy what you keep. A member's numbers depend on nothing but that member's parameters and rows, so a member of a cohort is
 * bit-identical to the same member alone.
 *
 * <p>{@link #backward}, {@link #inputGradient} and {@link #directionalBackward} refer to the last {@link #forward}.
 */
public interface Network extends MemberState, AutoCloseable {
    /** P. */
    int members();

    int inputs();

    int outputs();

    /** n, the parameters of one member. */
    int parameterCount();

    /** Live parameters {@code [P,n]}. After writing to it call {@link #parametersChanged()}. */
    float[] parameters();

    /** Tells the network that its parameters were written. */
    void parametersChanged();

    /** Live gradients {@code [P,n]}: what backward passes have added up since {@link #zeroGradients()}. */
    float[] gradients();

    /** Starts a new sum of gradients. */
    void zeroGradients();

    /**
     * Evaluates every active member.
     *
     * @param input {@code [P,B,in]}
     * @param batch B
     * @return {@code [P,B,out]}
     */
    float[] forward(float[] input, int batch);

    /**
     * Adds dLoss/dParameters to the gradients.
     *
     * @param outputGradient dLoss/dOutput {@code [P,B,out]}
     * @return dLoss/dInput {@code [P,B,in]}
     */
    float[] backward(float[] outputGradient);

    /** As {@link #backward}, but leaves the parameter gradients alone. */
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

    /** Stops computing this member for good; its rows in later results are undefined. */
    void deactivate(int member);

    /** Draws fresh parameters for one member. */
    void initialize(int member, Initializer initializer, RandomStream random);

    /** Writes one member as a DL4J {@code MultiLayerNetwork} zip that {@code ModelSerializer} opens. */
    void save(int member, Path file);

    @Override
    void close();
}
