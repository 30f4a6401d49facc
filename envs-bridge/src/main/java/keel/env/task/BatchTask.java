package keel.env.task;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.RefusedException;
import keel.env.Space;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;

/**
 * Dynamics of all lanes, stepped by one call: the form of {@link Task} for physics that runs faster as a loop over arrays
 * than as one call a lane. As there, {@link TaskVectorEnv} adds time limit, autoreset and checks, and no method allocates.
 */
public interface BatchTask extends InfoSource {
    /** Tasks of one lane each, stepped one after the other. */
    static BatchTask of(int lanes, Supplier<? extends Task> one) {
        return new TaskLanes(Stream.generate(one).limit(lanes).toArray(Task[]::new));
    }

    /** How many lanes; 1 and up. */
    int lanes();

    /** Of one lane; of fixed size. */
    Space observationSpace();

    /** Of one lane; of fixed size. */
    Space actionSpace();

    /** Names of reset options that {@link #reset} takes; others are ignored, as Gymnasium's environments do. */
    default List<String> optionNames() {
        return List.of();
    }

    /**
     * Starts an episode of one lane from a state drawn with {@code random}, which the episode's steps may go on drawing
     * from, and writes its observation.
     *
     * @param options of known names
     * @param observations of all lanes; this lane's row of every leaf is written
     * @throws keel.env.RefusedException if an option does not fit; nothing has been drawn then
     */
    void reset(int lane, Pcg64 random, Arguments options, Batch observations);

    /**
     * Goes on by one step in every lane that is not idle.
     *
     * @param actions of all lanes, of the right type, and for Discrete within range, but for those of idle lanes, which may
     *     be any
     * @param idle one a lane: its episode has ended and no other has begun, so it draws nothing. What is written to its rows
     *     does not matter; a reset overwrites them
     * @param observations of all lanes, to write
     * @param rewards one a lane, to write
     * @param terminated one a lane, to write: the step ended the episode
     */
    void step(Batch actions, boolean[] idle, Batch observations, double[] rewards, boolean[] terminated);

    /** Draws the present state of a lane, all of the canvas; only asked of tasks that were opened for rendering. */
    default void draw(int lane, Canvas canvas) {
        throw notDrawn();
    }

    /** What a task without a drawing answers. */
    static RefusedException notDrawn() {
        return RefusedException.of(
                RefusedException.Reason.UNSUPPORTED,
                "render",
                "This task has no drawing. Open it without rendering, or write its draw method.");
    }
}
