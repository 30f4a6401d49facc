package keel.agents.onpolicy;

/** Mean over a minibatch of the value loss, and its gradient by the values. */
final class CriticLoss {
    private CriticLoss() {}

    /**
     * Of one member.
     *
     * @param values of the critic, {@code [P, B]}
     * @param clipRange how far a value may be from what it was before the rollout's updates; one further off counts as being at
     *     the bound, where it has no gradient. Infinite for no bound
     * @param weight multiplies the gradient
     * @param gradient takes it, {@code [P, B]}
     * @return the loss, without the weight
     */
    static double compute(
            int member,
            Minibatch batch,
            float[] values,
            ValueLoss loss,
            double clipRange,
            double weight,
            float[] gradient) {
        double sum = 0;
        for (int i = member * batch.rows; i < (member + 1) * batch.rows; i++) {
            double moved = (double) values[i] - batch.oldValues[i];
            double kept = Math.max(-clipRange, Math.min(clipRange, moved));
            boolean free = kept == moved || Double.isNaN(moved);
            double error = (free ? values[i] : batch.oldValues[i] + kept) - batch.valueTargets[i];
            sum += loss.of(error);
            double derivative = free ? loss.derivative(error) : 0;
            gradient[i] = (float) (weight * derivative / batch.rows);
        }
        return sum / batch.rows;
    }
}
