package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * {@code initial * decay^(u / every)}: torch's ExponentialLR with one step an update where every is 1.
 *
 * @param decay in (0, 1]
 * @param every updates in which the rate falls to {@code decay} of what it was
 */
public record Exponential(double initial, double decay, long every) implements RateSchedule {
    private static final String TYPE = "exponential";

    public Exponential {
        Parameters.rate(TYPE, "initial", initial);
        InvalidConfigException.require(
                decay > 0 && decay <= 1,
                "exponential schedule: decay is %s, but it multiplies the rate at every update and must lie in (0, 1]. For 1 %% less each update use 0.99; for a rate that grows use geometric."
                        .formatted(decay));
        Parameters.updates(TYPE, "every", every);
    }

    /** With {@code decay} at every update. */
    public Exponential(double initial, double decay) {
        this(initial, decay, 1);
    }

    @Override
    public double at(long update) {
        return initial * StrictMath.pow(decay, (double) update / every);
    }

    @Override
    public RateRange range() {
        return new RateRange(0, initial);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
