package keel.agents.replay;

import java.util.Arrays;
import java.util.Map;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * A ring of the latest transitions of one member. A transition is one stretch of a flat array, because drawing one at random
 * costs a cache miss for every place that it is kept in.
 */
public final class ReplayBuffer {
    private static final int FIRST_ROWS = 1024;

    private final int capacity;
    private final int observationSize;
    private final int actionWidth;
    /** Where a row has its next observation, action, reward, count of steps, and 1 if terminated. */
    private final int nextAt;

    private final int actionAt;
    private final int rewardAt;
    private final int stepsAt;
    private final int terminatedAt;
    private final int width;
    private final RowSampler sampler;
    /** {@code [rows,width]}, grown as it fills. */
    private float[] rows;

    private int size;
    private int next;

    /**
     * An empty buffer, sampled uniformly with replacement.
     *
     * @param observationSize floats in one observation
     * @param actionWidth floats in one action
     */
    public ReplayBuffer(int capacity, int observationSize, int actionWidth) {
        this(capacity, observationSize, actionWidth, new ReplaySampling.Uniform());
    }

    /** An empty buffer. */
    public ReplayBuffer(int capacity, int observationSize, int actionWidth, ReplaySampling sampling) {
        this.capacity = capacity;
        this.observationSize = observationSize;
        this.actionWidth = actionWidth;
        nextAt = observationSize;
        actionAt = 2 * observationSize;
        rewardAt = actionAt + actionWidth;
        stepsAt = rewardAt + 1;
        terminatedAt = stepsAt + 1;
        width = terminatedAt + 1;
        InvalidConfigException.require(
                (long) capacity * width <= Integer.MAX_VALUE - 8,
                "a replay buffer of %d transitions of %d numbers each is larger than one array can be. Make buffer-size at most %d."
                        .formatted(capacity, width, (Integer.MAX_VALUE - 8) / width));
        sampler = sampling.start(capacity);
        rows = new float[Math.min(capacity, FIRST_ROWS) * width];
    }

    /** Transitions held. */
    public int size() {
        return size;
    }

    /** Adds a transition of one step; see {@link #add(float[], int, float[], int, double, float[], int, boolean, int)}. */
    public void add(
            float[] observation,
            int at,
            float[] action,
            int actionFrom,
            double reward,
            float[] nextObservation,
            int nextFrom,
            boolean ended) {
        add(observation, at, action, actionFrom, reward, nextObservation, nextFrom, ended, 1);
    }

    /**
     * Adds one transition, replacing the oldest when full.
     *
     * @param observation the array that holds what was seen, from {@code at}
     * @param action the array that holds what was done, from {@code actionFrom}
     * @param reward discounted sum of the rewards of all its steps
     * @param nextObservation the array that holds what came of it, from {@code nextFrom}; of an ended episode its last
     *     observation, never the next episode's first
     * @param ended whether the task itself ended, so that nothing follows; a truncated episode has not ended
     * @param steps of the environment in between
     */
    public void add(
            float[] observation,
            int at,
            float[] action,
            int actionFrom,
            double reward,
            float[] nextObservation,
            int nextFrom,
            boolean ended,
            int steps) {
        int row = next * width;
        if (row == rows.length) {
            rows = Arrays.copyOf(rows, (int) Math.min(2L * rows.length, (long) capacity * width));
        }
        System.arraycopy(observation, at, rows, row, observationSize);
        System.arraycopy(nextObservation, nextFrom, rows, row + nextAt, observationSize);
        System.arraycopy(action, actionFrom, rows, row + actionAt, actionWidth);
        rows[row + rewardAt] = (float) reward;
        rows[row + stepsAt] = steps;
        rows[row + terminatedAt] = ended ? 1f : 0f;
        sampler.added(next);
        next = (next + 1) % capacity;
        size = Math.min(size + 1, capacity);
    }

    /** As below, for sampling that follows no schedule. */
    public void sample(RandomStream random, int member, TransitionBatch into) {
        sample(random, 0, member, into);
    }

    /**
     * Draws as many transitions into the member's rows of a batch as it has; there must be at least one to draw.
     *
     * @param environmentSteps of the run so far
     */
    public void sample(RandomStream random, long environmentSteps, int member, TransitionBatch into) {
        sampler.draw(random, size, environmentSteps, member, into);
        for (int i = member * into.rows; i < (member + 1) * into.rows; i++) {
            int row = into.drawn[i] * width;
            copy(row, into.observations, i * observationSize, observationSize);
            copy(row + nextAt, into.nextObservations, i * observationSize, observationSize);
            copy(row + actionAt, into.actions, i * actionWidth, actionWidth);
            into.rewards[i] = rows[row + rewardAt];
            into.steps[i] = (int) rows[row + stepsAt];
            into.terminated[i] = rows[row + terminatedAt] != 0;
        }
    }

    private void copy(int from, float[] to, int at, int length) {
        System.arraycopy(rows, from, to, at, length);
    }

    /** Takes note of {@link TransitionBatch#errors} of the transitions that the member's part of the batch drew last. */
    public void judge(int member, TransitionBatch batch) {
        sampler.judge(member, batch);
    }

    /** Adds what is measured of the sampling, in a fixed order. */
    public void describe(Map<String, Double> values) {
        sampler.describe(values);
    }

    /** Adds the transitions held to a checkpoint, rows that were never written left out. */
    public void save(StateWriter to) {
        to.put("size", size);
        to.put("next", next);
        to.put("transitions", rows, 0, size * width);
        sampler.save(to.under("sampler"), size);
    }

    /** Takes them back. */
    public void restore(StateReader from) {
        int saved = from.ints("size", 1)[0];
        if (saved > capacity) {
            throw new CheckpointException(
                    "checkpoint has %d transitions, but the replay buffer of this setting holds %d: it was written for another setting. Resume with the setting that wrote it."
                            .formatted(saved, capacity));
        }
        float[] transitions = from.floats("transitions", saved * width);
        size = saved;
        next = from.ints("next", 1)[0];
        if (rows.length < transitions.length) {
            rows = new float[Math.max(transitions.length, Math.min(capacity, FIRST_ROWS) * width)];
        }
        System.arraycopy(transitions, 0, rows, 0, transitions.length);
        sampler.restore(from.under("sampler"), size);
    }
}
