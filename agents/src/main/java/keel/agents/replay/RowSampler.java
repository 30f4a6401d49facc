package keel.agents.replay;

import java.util.Map;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** Chooses rows of one member's replay buffer. */
public sealed interface RowSampler permits UniformRows, PrioritizedRows {
    /** A transition was written to this row. */
    void added(int row);

    /**
     * Draws a row for each transition of a member's part of a batch, and its weight.
     *
     * @param size rows written so far, at least 1
     * @param environmentSteps of the run so far
     */
    void draw(RandomStream random, int size, long environmentSteps, int member, TransitionBatch into);

    /** Takes note of {@link TransitionBatch#errors} of the rows drawn last. */
    void judge(int member, TransitionBatch batch);

    /** Adds what is measured, in a fixed order. */
    void describe(Map<String, Double> values);

    /**
     * Adds what later draws depend on.
     *
     * @param size rows that the buffer holds
     */
    void save(StateWriter to, int size);

    /**
     * Takes it back.
     *
     * @param size rows that the buffer holds
     */
    void restore(StateReader from, int size);
}
