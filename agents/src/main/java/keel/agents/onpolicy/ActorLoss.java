package keel.agents.onpolicy;

import keel.agents.policy.Policy;

/** Mean over a minibatch of the objective's loss minus the weighted entropy, and its gradients. */
final class ActorLoss {
    private final Policy policy;
    private final PolicyLoss objective;
    private double loss;
    private double entropy;
    private double kl;
    private double clipFraction;

    ActorLoss(Policy policy, PolicyLoss objective) {
        this.policy = policy;
        this.objective = objective;
    }

    /** What weighs in the loss of one member now. */
    record Coefficients(double clipRange, double entropyWeight, double lossWeight) {}

    /**
     * Of one member.
     *
     * @param outputs of the actor, {@code [P, B, outputs]}
     * @param free the policy's free parameters, {@code [P, free]}
     * @param gradient takes that by the outputs, times the loss weight
     * @param freeGradient takes that by the free parameters, times the loss weight
     */
    void compute(
            int member,
            Minibatch batch,
            float[] outputs,
            float[] free,
            Coefficients now,
            float[] gradient,
            float[] freeGradient) {
        int n = policy.outputs();
        double entropyWeight = now.entropyWeight();
        double sum = 0;
        double sumEntropy = 0;
        policy.begin(free, member * policy.freeParameters());
        objective.begin(now.clipRange());
        for (int i = member * batch.rows; i < (member + 1) * batch.rows; i++) {
            policy.evaluate(outputs, i * n, batch.actions, i * policy.actionWidth());
            double rowEntropy = policy.entropy();
            sum += objective.loss(batch.advantages[i], policy.logProbability(), batch.oldLogProbabilities[i])
                    - entropyWeight * rowEntropy;
            policy.gradient(
                    now.lossWeight() * objective.weight(),
                    now.lossWeight() * entropyWeight,
                    batch.rows,
                    gradient,
                    i * n);
            sumEntropy += rowEntropy;
        }
        policy.freeGradient(freeGradient, member * policy.freeParameters());
        loss = sum / batch.rows;
        entropy = sumEntropy / batch.rows;
        kl = objective.klSum() / batch.rows;
        clipFraction = (double) objective.clipped() / batch.rows;
    }

    /** Without the loss weight. */
    double loss() {
        return loss;
    }

    double entropy() {
        return entropy;
    }

    double kl() {
        return kl;
    }

    double clipFraction() {
        return clipFraction;
    }
}
