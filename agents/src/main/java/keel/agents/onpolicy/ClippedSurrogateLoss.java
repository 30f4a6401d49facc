package keel.agents.onpolicy;

/**
 * {@code -min(r A, clip(r, 1 - ε, 1 + ε) A)} with {@code r = π(a) / π_old(a)} (Schulman et al. 2017, equation 7). By log π the
 * derivative of {@code r A} is itself; where the clipped term is the smaller one it is 0.
 */
final class ClippedSurrogateLoss implements PolicyLoss {
    private double clipRange;
    private double weight;
    private double klSum;
    private int clipped;

    @Override
    public void begin(double range) {
        clipRange = range;
        klSum = 0;
        clipped = 0;
    }

    /** Also estimates the divergence by {@code (r - 1) - log r} (Schulman 2020, "Approximating KL divergence", k3). */
    @Override
    public double loss(double advantage, double logProbability, double oldLogProbability) {
        double logRatio = logProbability - oldLogProbability;
        double ratio = StrictMath.exp(logRatio);
        klSum += ratio - 1 - logRatio;
        clipped += Math.abs(ratio - 1) > clipRange ? 1 : 0;
        double free = ratio * advantage;
        double bounded = Math.max(1 - clipRange, Math.min(1 + clipRange, ratio)) * advantage;
        // Not the other way round: NaN must stay NaN, for the guard to see.
        boolean inactive = bounded < free;
        weight = inactive ? 0 : free;
        return inactive ? -bounded : -free;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double klSum() {
        return klSum;
    }

    @Override
    public int clipped() {
        return clipped;
    }
}
