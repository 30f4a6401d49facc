package keel.agents.onpolicy;

/** Loss of a policy in one row of a rollout, entropy apart. */
sealed interface PolicyLoss permits PolicyGradientLoss, ClippedSurrogateLoss {
    /** Begins a minibatch. */
    void begin(double clipRange);

    /**
     * Takes up a row.
     *
     * @param logProbability of the action, now
     * @param oldLogProbability of the action, when it was taken
     * @return the loss
     */
    double loss(double advantage, double logProbability, double oldLogProbability);

    /** Minus the derivative of the loss by the log probability, in the row taken up last. */
    double weight();

    /** Sum, over the rows since {@link #begin}, of an estimate of the KL divergence from the policy that acted to that of now. */
    double klSum();

    /** How many rows since {@link #begin} were outside the clip range. */
    int clipped();
}
