package keel.agents.a2c;

import keel.agents.Lanes;

/** T steps of L lanes of P members, in rows {@code [P, T * L]}; row {@code t * L + lane} of a member is one transition. */
final class Rollout {
    /** T * L. */
    final int rows;
    /** {@code [P, rows, observation]}. */
    final float[] observations;
    /** What each step led to; of an ended episode its last observation. */
    final float[] nextObservations;
    /** {@code [P, rows]}. */
    final float[] actions;
    /** {@code [P, rows]}. */
    final double[] advantages;
    /** Advantage plus value, {@code [P, rows]}. */
    final double[] valueTargets;

    private final double[] rewards;
    private final boolean[] terminated;
    private final boolean[] ended;
    private final int lanes;
    private final int steps;
    private final int observationSize;

    Rollout(int members, int lanes, int steps, int observationSize) {
        this.lanes = lanes;
        this.steps = steps;
        this.observationSize = observationSize;
        rows = Math.multiplyExact(lanes, steps);
        int all = members * rows;
        observations = new float[all * observationSize];
        nextObservations = new float[all * observationSize];
        actions = new float[all];
        advantages = new double[all];
        valueTargets = new double[all];
        rewards = new double[all];
        terminated = new boolean[all];
        ended = new boolean[all];
    }

    /** Keeps what a member sees at step t and does about it; both arrays are {@code [P,L,...]}. */
    void before(int member, int t, float[] seen, float[] chosen) {
        int row = member * rows + t * lanes;
        System.arraycopy(
                seen, member * lanes * observationSize, observations, row * observationSize, lanes * observationSize);
        System.arraycopy(chosen, member * lanes, actions, row, lanes);
    }

    /** Keeps what came of a member's step t. */
    void after(int member, int t, Lanes from) {
        int row = member * rows + t * lanes;
        System.arraycopy(
                from.nextObservations(),
                member * lanes * observationSize,
                nextObservations,
                row * observationSize,
                lanes * observationSize);
        for (int lane = 0; lane < lanes; lane++) {
            int i = member * lanes + lane;
            rewards[row + lane] = from.rewards()[i];
            terminated[row + lane] = from.terminated()[i];
            ended[row + lane] = from.terminated()[i] || from.truncated()[i];
        }
    }

    /**
     * Generalised advantage estimation (Schulman et al. 2016): {@code δ = r + γ V(s') - V(s)}, with V(s') = 0 only where the
     * task ended, and {@code A = δ + γ λ A'}, the sum stopping wherever an episode ends.
     *
     * @param values of what was seen, {@code [P, rows]}
     * @param nextValues of what each step led to, {@code [P, rows]}
     */
    void estimateAdvantages(int member, float[] values, float[] nextValues, double discount, double lambda) {
        for (int lane = 0; lane < lanes; lane++) {
            double advantage = 0;
            for (int t = steps - 1; t >= 0; t--) {
                int i = member * rows + t * lanes + lane;
                double future = terminated[i] ? 0 : nextValues[i];
                double delta = rewards[i] + discount * future - values[i];
                advantage = delta + (ended[i] ? 0 : discount * lambda * advantage);
                advantages[i] = advantage;
                valueTargets[i] = advantage + values[i];
            }
        }
    }
}
