package keel.agents.onpolicy;

import keel.agents.Lanes;

/**
 * T steps of L lanes of P members, in rows {@code [P, T * L]}; row {@code t * L + lane} of a member is one transition.
 *
 * <p>What a step led to is what the next row of its lane saw, unless the episode ended or the rollout does: only then is it kept
 * and valued on its own.
 */
final class Rollout {
    /** T * L. */
    final int rows;

    final int observationSize;
    final int actionWidth;
    /** {@code [P, rows, observation]}. */
    final float[] observations;
    /** {@code [P, rows, A]}. */
    final float[] actions;
    /** Of the actions, by the policy that took them; {@code [P, rows]}. */
    final double[] logProbabilities;
    /** What the critic expects of each observation, {@code [P, rows]}. */
    final float[] values;
    /** {@code [P, rows]}. */
    final double[] advantages;
    /** Advantage plus value, {@code [P, rows]}. */
    final double[] valueTargets;

    /** What the critic expects of what a step led to, where the next row is none of that, {@code [P, rows]}. */
    final float[] nextValues;

    private final double[] rewards;
    private final boolean[] terminated;
    private final boolean[] ended;

    private final Futures futures;
    private final int lanes;
    private final int steps;

    Rollout(int members, int lanes, int steps, int observationSize, int actionWidth) {
        this.lanes = lanes;
        this.steps = steps;
        this.observationSize = observationSize;
        this.actionWidth = actionWidth;
        rows = Math.multiplyExact(lanes, steps);
        int all = Math.multiplyExact(members, rows);
        observations = new float[Math.multiplyExact(all, observationSize)];
        actions = new float[Math.multiplyExact(all, actionWidth)];
        logProbabilities = new double[all];
        values = new float[all];
        advantages = new double[all];
        valueTargets = new double[all];
        rewards = new double[all];
        terminated = new boolean[all];
        ended = new boolean[all];
        nextValues = new float[all];
        futures = new Futures(members, lanes, observationSize);
    }

    /** Forgets what the last rollout led to. */
    void begin() {
        futures.clear();
    }

    /** Keeps what a member sees at step t and does about it; all arrays are {@code [P,L,...]}. */
    void before(int member, int t, float[] seen, float[] chosen, double[] logProbabilityOfChosen) {
        int row = member * rows + t * lanes;
        int from = member * lanes;
        System.arraycopy(seen, from * observationSize, observations, row * observationSize, lanes * observationSize);
        System.arraycopy(chosen, from * actionWidth, actions, row * actionWidth, lanes * actionWidth);
        System.arraycopy(logProbabilityOfChosen, from, logProbabilities, row, lanes);
    }

    /** Keeps what came of a member's step t. */
    void after(int member, int t, Lanes from) {
        int row = member * rows + t * lanes;
        for (int lane = 0; lane < lanes; lane++) {
            int i = member * lanes + lane;
            rewards[row + lane] = from.rewards()[i];
            terminated[row + lane] = from.terminated()[i];
            ended[row + lane] = from.terminated()[i] || from.truncated()[i];
            boolean goesOnElsewhere = ended[row + lane] || t == steps - 1;
            if (goesOnElsewhere && !terminated[row + lane]) {
                futures.add(member, row + lane, from.nextObservations(), i * observationSize);
            }
        }
    }

    /** Has the critic value what the rollout does not go on from. */
    void evaluateFutures(ActorCritic networks) {
        futures.evaluate(networks, nextValues);
    }

    /**
     * Generalised advantage estimation (Schulman et al. 2016): {@code δ = r + γ V(s') - V(s)}, with V(s') = 0 only where the
     * task ended, and {@code A = δ + γ λ A'}, the sum stopping wherever an episode ends.
     */
    void estimateAdvantages(int member, double discount, double lambda) {
        for (int lane = 0; lane < lanes; lane++) {
            double advantage = 0;
            for (int t = steps - 1; t >= 0; t--) {
                int i = member * rows + t * lanes + lane;
                double delta = rewards[i] + discount * future(i, t) - values[i];
                advantage = delta + (ended[i] ? 0 : discount * lambda * advantage);
                advantages[i] = advantage;
                valueTargets[i] = advantage + values[i];
            }
        }
    }

    private double future(int i, int t) {
        if (terminated[i]) {
            return 0;
        }
        return ended[i] || t == steps - 1 ? nextValues[i] : values[i + lanes];
    }

    /** {@code 1 - Var(target - value) / Var(target)} of a member; 0 where all targets are equal. */
    double explainedVariance(int member) {
        double squares = 0;
        double sumError = 0;
        double sumTarget = 0;
        double sumTargetSquare = 0;
        for (int i = member * rows; i < (member + 1) * rows; i++) {
            double error = values[i] - valueTargets[i];
            squares += error * error;
            sumError += error;
            sumTarget += valueTargets[i];
            sumTargetSquare += valueTargets[i] * valueTargets[i];
        }
        double errorVariance = squares / rows - sumError / rows * (sumError / rows);
        double targetVariance = sumTargetSquare / rows - sumTarget / rows * (sumTarget / rows);
        return targetVariance > 0 ? 1 - errorVariance / targetVariance : 0;
    }

    /** Mean of the critic's values of a member. */
    double meanValue(int member) {
        double sum = 0;
        for (int i = member * rows; i < (member + 1) * rows; i++) {
            sum += values[i];
        }
        return sum / rows;
    }

    /** Standard deviation of a member's advantages over all rows, before any normalisation. */
    double advantageDeviation(int member) {
        double sum = 0;
        for (int i = member * rows; i < (member + 1) * rows; i++) {
            sum += advantages[i];
        }
        double squares = 0;
        for (int i = member * rows; i < (member + 1) * rows; i++) {
            squares += (advantages[i] - sum / rows) * (advantages[i] - sum / rows);
        }
        return StrictMath.sqrt(squares / rows);
    }
}
