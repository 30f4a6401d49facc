package keel.training.rate;

import keel.training.InvalidConfigException;

/** {@code initial * decay^update}: torch's ExponentialLR with one step an update. */
public record Exponential(double initial, double decay) implements RateSchedule {
    public Exponential {
        RateSchedule.requireRate("exponential", "initial", initial);
        InvalidConfigException.require(
                decay > 0 && decay <= 1,
                "exponential schedule: decay is %s, but it multiplies the rate at every update and must lie in (0, 1]. For 1 %% less each update use 0.99."
                        .formatted(decay));
    }

    @Override
    public double at(long update) {
        return initial * StrictMath.pow(decay, (double) update);
    }

    @Override
    public String type() {
        return "exponential";
    }
}
