package keel.agents.dqn;

import keel.agents.replay.TransitionBatch;

/**
 * What values should be: {@code r + γ^k θ⁻_j(s', a*)}, where r is the discounted reward of k steps, and just r where the task
 * ended.
 */
final class BootstrapTargets {
    private final float[] powers;

    /** @param longest the most steps that a transition may span */
    BootstrapTargets(double discount, int longest) {
        powers = new float[longest + 1];
        double power = 1;
        for (int k = 0; k <= longest; k++) {
            powers[k] = (float) power;
            power *= discount;
        }
    }

    /**
     * Of one transition.
     *
     * @param row of the batch, over all members
     * @param next the numbers of the best next action, from {@code nextAt}
     * @param atoms N
     * @param into takes N targets from {@code at}
     */
    void write(TransitionBatch batch, int row, float[] next, int nextAt, int atoms, float[] into, int at) {
        float reward = batch.rewards[row];
        float discount = powers[batch.steps[row]];
        for (int j = 0; j < atoms; j++) {
            into[at + j] = batch.terminated[row] ? reward : reward + discount * next[nextAt + j];
        }
    }
}
