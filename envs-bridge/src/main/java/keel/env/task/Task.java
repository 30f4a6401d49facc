package keel.env.task;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Space;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;

/**
 * Dynamics of one lane: state and physics, without time limit, autoreset or checks of the order of calls, which {@link
 * TaskVectorEnv} adds. Its values live in rows of the lanes' common batches, so nothing is allocated per step.
 */
public interface Task extends InfoSource {
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

    /** Draws the present state, all of the canvas; only asked of tasks that were opened for rendering. */
    default void draw(Canvas canvas) {
        throw BatchTask.notDrawn();
    }
}
