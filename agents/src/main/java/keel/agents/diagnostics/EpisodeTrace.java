package keel.agents.diagnostics;

import java.util.Arrays;

/** Of every step of one episode: what the critic expected, and the reward that came. Grows as needed and is used again. */
public final class EpisodeTrace {
    private float[] expected = new float[256];
    private double[] rewards = new double[256];
    private int length;

    /** Forgets all steps. */
    public void clear() {
        length = 0;
    }

    /**
     * Adds a step.
     *
     * @param value expected discounted sum of this step's reward and those that follow
     */
    public void add(float value, double reward) {
        if (length == rewards.length) {
            expected = Arrays.copyOf(expected, 2 * length);
            rewards = Arrays.copyOf(rewards, 2 * length);
        }
        expected[length] = value;
        rewards[length] = reward;
        length++;
    }

    /** Steps so far. */
    public int length() {
        return length;
    }

    float expected(int step) {
        return expected[step];
    }

    double reward(int step) {
        return rewards[step];
    }
}
