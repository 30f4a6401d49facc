package keel.agents.replay;

import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** A ring of the latest transitions of one member, in flat arrays; sampled uniformly with replacement. */
public final class ReplayBuffer {
    private final int capacity;
    private final int observationSize;
    private final float[] observations;
    private final float[] nextObservations;
    private final int actionWidth;
    private final float[] actions;
    private final float[] rewards;
    private final boolean[] terminated;
    private int size;
    private int next;

    /**
     * An empty buffer.
     *
     * @param observationSize floats in one observation
     * @param actionWidth floats in one action
     */
    public ReplayBuffer(int capacity, int observationSize, int actionWidth) {
        this.capacity = capacity;
        this.actionWidth = actionWidth;
        this.observationSize = observationSize;
        observations = new float[Math.multiplyExact(capacity, observationSize)];
        nextObservations = new float[observations.length];
        actions = new float[Math.multiplyExact(capacity, actionWidth)];
        rewards = new float[capacity];
        terminated = new boolean[capacity];
    }

    /** Transitions held. */
    public int size() {
        return size;
    }

    /**
     * Adds one transition, replacing the oldest when full.
     *
     * @param observation the array that holds what was seen, from {@code at}
     * @param action the array that holds what was done, from {@code actionAt}
     * @param nextObservation the array that holds what came of it, from {@code nextAt}; of an ended episode its last
     *     observation, never the next episode's first
     * @param ended whether the task itself ended, so that nothing follows; a truncated episode has not ended
     */
    public void add(
            float[] observation,
            int at,
            float[] action,
            int actionAt,
            double reward,
            float[] nextObservation,
            int nextAt,
            boolean ended) {
        System.arraycopy(observation, at, observations, next * observationSize, observationSize);
        System.arraycopy(nextObservation, nextAt, nextObservations, next * observationSize, observationSize);
        System.arraycopy(action, actionAt, actions, next * actionWidth, actionWidth);
        rewards[next] = (float) reward;
        terminated[next] = ended;
        next = (next + 1) % capacity;
        size = Math.min(size + 1, capacity);
    }

    /** Adds the transitions held to a checkpoint, those that were never written left out. */
    public void save(StateWriter to) {
        byte[] ended = new byte[size];
        for (int i = 0; i < size; i++) {
            ended[i] = (byte) (terminated[i] ? 1 : 0);
        }
        to.put("next", next);
        to.put("observations", observations, 0, size * observationSize);
        to.put("next_observations", nextObservations, 0, size * observationSize);
        to.put("actions", actions, 0, size * actionWidth);
        to.put("rewards", rewards, 0, size);
        to.put("terminated", ended);
    }

    /** Takes them back. */
    public void restore(StateReader from) {
        byte[] ended = from.bytes("terminated");
        if (ended.length > capacity) {
            throw new CheckpointException(
                    "checkpoint has %d transitions, but the replay buffer of this setting holds %d: it was written for another setting. Resume with the setting that wrote it."
                            .formatted(ended.length, capacity));
        }
        size = ended.length;
        next = from.ints("next", 1)[0];
        from.get("observations", observations, 0, size * observationSize);
        from.get("next_observations", nextObservations, 0, size * observationSize);
        from.get("actions", actions, 0, size * actionWidth);
        from.get("rewards", rewards, 0, size);
        for (int i = 0; i < size; i++) {
            terminated[i] = ended[i] != 0;
        }
    }

    /** Draws {@code batch} transitions into the member's rows of a batch; there must be at least one to draw. */
    public void sample(RandomStream random, int member, TransitionBatch into) {
        int batch = into.rows;
        for (int i = 0; i < batch; i++) {
            int row = random.nextInt(size);
            int target = member * batch + i;
            System.arraycopy(
                    observations, row * observationSize, into.observations, target * observationSize, observationSize);
            System.arraycopy(
                    nextObservations,
                    row * observationSize,
                    into.nextObservations,
                    target * observationSize,
                    observationSize);
            System.arraycopy(actions, row * actionWidth, into.actions, target * actionWidth, actionWidth);
            into.rewards[target] = rewards[row];
            into.terminated[target] = terminated[row];
        }
    }
}
