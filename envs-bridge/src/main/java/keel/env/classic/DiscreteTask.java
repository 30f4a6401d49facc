package keel.env.classic;

import keel.env.Discrete;
import keel.env.Space;
import keel.env.numpy.Pcg64;

/**
 * Physics of one lane of a task whose action is one of a few: state and dynamics, without time limit, autoreset or checks
 * of the order of calls, which {@link TaskVectorEnv} adds. Observations are float32 vectors.
 */
interface DiscreteTask {
    /** A Box of float32. */
    Space observationSpace();

    Discrete actionSpace();

    /** Starts an episode from a state drawn with {@code random}. */
    void reset(Pcg64 random);

    /**
     * Goes on by one step.
     *
     * @param action within {@link #actionSpace}
     * @return the reward
     */
    double step(long action);

    /** The last step ended the episode. */
    boolean terminated();

    /** Writes the observation of the present state to {@code target[offset …]}. */
    void observe(float[] target, int offset);
}
