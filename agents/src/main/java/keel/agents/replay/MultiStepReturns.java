package keel.agents.replay;

import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * Turns the steps of one member's lanes into transitions over up to n steps: {@code (s_t, a_t, r_t + γ r_{t+1} + … , s_{t+k})}
 * with k = n, and with fewer steps where the episode ended before. Nothing ever spans two episodes.
 */
public final class MultiStepReturns {
    private final int longest;
    private final double discount;
    private final int observationSize;
    private final int actionWidth;
    /** {@code [L,n,...]}: of each lane a ring of the steps that wait. */
    private final float[] observations;

    private final float[] actions;
    private final double[] rewards;
    /** {@code [L]}: index of the step that waits longest, and how many wait. */
    private final int[] first;

    private final int[] waiting;

    /**
     * Without any steps.
     *
     * @param longest n, at least 1
     * @param discount gamma
     */
    public MultiStepReturns(int longest, double discount, int lanes, int observationSize, int actionWidth) {
        InvalidConfigException.require(
                longest >= 1, "n-step is %d, but a return needs at least 1 step.".formatted(longest));
        this.longest = longest;
        this.discount = discount;
        this.observationSize = observationSize;
        this.actionWidth = actionWidth;
        observations = new float[Math.multiplyExact(lanes * longest, observationSize)];
        actions = new float[Math.multiplyExact(lanes * longest, actionWidth)];
        rewards = new double[lanes * longest];
        first = new int[lanes];
        waiting = new int[lanes];
    }

    /**
     * Adds one step of a lane, and to the buffer every transition that is complete with it.
     *
     * @param observation the array that holds what was seen, from {@code at}
     * @param action the array that holds what was done, from {@code actionFrom}
     * @param nextObservation the array that holds what came of it, from {@code nextFrom}; of an ended episode its last
     * @param terminated whether the task itself ended
     * @param truncated whether the episode was cut off
     */
    public void add(
            int lane,
            float[] observation,
            int at,
            float[] action,
            int actionFrom,
            double reward,
            float[] nextObservation,
            int nextFrom,
            boolean terminated,
            boolean truncated,
            ReplayBuffer to) {
        int slot = slot(lane, waiting[lane]);
        System.arraycopy(observation, at, observations, slot * observationSize, observationSize);
        System.arraycopy(action, actionFrom, actions, slot * actionWidth, actionWidth);
        rewards[slot] = reward;
        waiting[lane]++;
        boolean ended = terminated || truncated;
        while (waiting[lane] == longest || (ended && waiting[lane] > 0)) {
            complete(lane, nextObservation, nextFrom, terminated, to);
        }
    }

    /** Where a lane has the step that came this many after the one that waits longest. */
    private int slot(int lane, int later) {
        return lane * longest + (first[lane] + later) % longest;
    }

    /** Hands over the step that waits longest. */
    private void complete(int lane, float[] nextObservation, int nextFrom, boolean terminated, ReplayBuffer to) {
        int steps = waiting[lane];
        double sum = 0;
        for (int later = steps - 1; later >= 0; later--) {
            sum = rewards[slot(lane, later)] + discount * sum;
        }
        int slot = slot(lane, 0);
        to.add(
                observations,
                slot * observationSize,
                actions,
                slot * actionWidth,
                sum,
                nextObservation,
                nextFrom,
                terminated,
                steps);
        first[lane] = (first[lane] + 1) % longest;
        waiting[lane]--;
    }

    /** Adds the steps that wait to a checkpoint. */
    public void save(StateWriter to) {
        to.put("observations", observations);
        to.put("actions", actions);
        to.put("rewards", rewards);
        to.put("first", first);
        to.put("waiting", waiting);
    }

    /** Takes them back. */
    public void restore(StateReader from) {
        from.get("observations", observations, 0, observations.length);
        from.get("actions", actions, 0, actions.length);
        System.arraycopy(from.doubles("rewards", rewards.length), 0, rewards, 0, rewards.length);
        System.arraycopy(from.ints("first", first.length), 0, first, 0, first.length);
        System.arraycopy(from.ints("waiting", waiting.length), 0, waiting, 0, waiting.length);
    }
}
