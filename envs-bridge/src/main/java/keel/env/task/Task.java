package keel.env.task;

import java.util.List;
import java.util.Map;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;

/**
 * Dynamics of one lane: state and physics, without time limit, autoreset or checks of the order of calls, which {@link
 * TaskVectorEnv} adds. Its values live in rows of the lanes' common batches, so nothing is allocated per step.
 */
public interface Task {
    /** Of fixed size. */
    Space observationSpace();

    /** Of fixed size. */
    Space actionSpace();

    /** Names of reset options that {@link #reset} takes; others are ignored, as Gymnasium's environments do. */
    default List<String> optionNames() {
        return List.of();
    }

    /**
     * Starts an episode from a state drawn with {@code random}, which the episode's steps may go on drawing from.
     *
     * @param options of known names
     * @throws keel.env.RefusedException if an option does not fit; nothing has been drawn then
     */
    void reset(Pcg64 random, Arguments options);

    /**
     * Goes on by one step.
     *
     * @param actions of all lanes; this lane's is the row {@code lane}, of the right type, and for Discrete within range
     * @return the reward
     */
    double step(Batch actions, int lane);

    /** The last step ended the episode. */
    boolean terminated();

    /** Writes the observation of the present state to the row {@code lane} of every leaf. */
    void observe(Batch observations, int lane);

    /** Infos that every step and reset gives: a zero value for each key, whose type and shape are the key's. */
    default Map<String, Tensor> infoKeys() {
        return Map.of();
    }

    /**
     * The same keys with the types that they have after a reset, where those differ: a Gymnasium environment may tell the
     * whole number 1 when it resets and a real number when it steps. Types that differ are int64 and float64.
     */
    default Map<String, Tensor> resetInfoKeys() {
        return infoKeys();
    }

    /**
     * Writes the present info of one key of {@link #infoKeys} to the row {@code lane} of its column.
     *
     * @param column of the key's type in {@link #resetInfoKeys} after a reset, in {@link #infoKeys} after a step
     */
    default void inform(String key, Tensor column, int lane) {}
}
