package keel.agents.dqn;

import java.util.Arrays;
import java.util.Map;
import keel.agents.replay.TransitionBatch;

/** Losses of a cohort on one batch, their gradient by the values of actions, and what is measured of them. */
final class QBatch {
    /** {@code [P]}: mean loss of each member, weighted by importance. */
    final double[] loss;
    /** {@code [P,B,actions,N]}: its gradient by the values. */
    final float[] gradient;

    private final TransitionBatch batch;
    private final QLoss kind;
    private final ActionValues values;
    private final int actions;
    private final int atoms;
    private final float[] targets;
    private final double[] meanValue;
    private final double[] meanError;
    private final double[] largestValue;
    private final double[] meanGap;

    QBatch(TransitionBatch batch, QLoss kind, ActionValues values, int actions, int members) {
        this.batch = batch;
        this.kind = kind;
        this.values = values;
        this.actions = actions;
        atoms = kind.atoms();
        targets = new float[atoms];
        loss = new double[members];
        gradient = new float[members * batch.rows * actions * atoms];
        meanValue = new double[members];
        meanError = new double[members];
        largestValue = new double[members];
        meanGap = new double[members];
    }

    /**
     * Loss and gradient of one member, and the errors of its transitions.
     *
     * @param by of this member
     * @param online what its network says of the observations, {@code [P,B,actions,N]}
     * @param next what the target network says of the next ones
     * @param bestNext {@code [P,B]}
     */
    void judge(int p, BootstrapTargets by, float[] online, float[] next, float[] bestNext) {
        int n = actions * atoms;
        Arrays.fill(gradient, p * batch.rows * n, (p + 1) * batch.rows * n, 0f);
        double sum = 0;
        double sumValue = 0;
        double sumError = 0;
        for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
            by.write(batch, i, next, i * n + ((int) bestNext[i]) * atoms, atoms, targets, 0);
            int at = i * n + ((int) batch.actions[i]) * atoms;
            float weight = batch.weights[i];
            sum += weight * kind.apply(online, at, targets, 0, weight / batch.rows, gradient);
            float value = values.mean(online, at);
            batch.errors[i] = values.mean(targets, 0) - value;
            sumValue += value;
            sumError += Math.abs(batch.errors[i]);
        }
        loss[p] = sum / batch.rows;
        meanValue[p] = sumValue / batch.rows;
        meanError[p] = sumError / batch.rows;
    }

    /**
     * Measures what only telemetry wants.
     *
     * @param expected expected returns {@code [P,B,actions]}
     */
    void measure(int p, float[] expected) {
        double largest = Double.NEGATIVE_INFINITY;
        double gaps = 0;
        for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
            largest = Math.max(largest, expected[i * actions + values.best(expected, i)]);
            gaps += values.gap(expected, i);
        }
        largestValue[p] = largest;
        meanGap[p] = gaps / batch.rows;
    }

    /** Adds what was measured last. */
    void describe(int p, Map<String, Double> into) {
        into.put("q/mean", meanValue[p]);
        into.put("q/max", largestValue[p]);
        into.put("action_gap", meanGap[p]);
        into.put("td_error/mean", meanError[p]);
    }
}
