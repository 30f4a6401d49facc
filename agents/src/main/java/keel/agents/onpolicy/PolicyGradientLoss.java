package keel.agents.onpolicy;

/** {@code -A log π(a)}: its gradient is that of the expected return while the policy is the one that acted. */
final class PolicyGradientLoss implements PolicyLoss {
    private double weight;

    @Override
    public void begin(double clipRange) {}

    @Override
    public double loss(double advantage, double logProbability, double oldLogProbability) {
        weight = advantage;
        return -advantage * logProbability;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double klSum() {
        return 0;
    }

    @Override
    public int clipped() {
        return 0;
    }
}
