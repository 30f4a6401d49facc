package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * Cosine annealing with warm restarts (SGDR, Loshchilov &amp; Hutter 2017): each cycle falls from high towards low and jumps
 * back; each cycle is {@code multiplier} times as long as the one before.
 *
 * @param period updates in the first cycle
 * @param multiplier whole factor from one cycle's length to the next, at least 1
 * @param phase the schedule starts this many updates into its course
 */
public record CosineRestarts(double high, double low, long period, int multiplier, long phase) implements RateSchedule {
    public CosineRestarts {
        RateSchedule.requireRate("cosine-restarts", "high", high);
        RateSchedule.requireRate("cosine-restarts", "low", low);
        RateSchedule.requireOrder("cosine-restarts", low, high);
        RateSchedule.requireUpdates("cosine-restarts", "period", period);
        RateSchedule.requirePhase("cosine-restarts", phase);
        InvalidConfigException.require(
                multiplier >= 1,
                "cosine-restarts schedule: multiplier is %d, but each cycle is that many times as long as the last and it must be >= 1. Use 1 for equal cycles."
                        .formatted(multiplier));
    }

    @Override
    public double at(long update) {
        if (multiplier == 1) {
            return Cosine.between(high, low, (double) ((update + phase) % period) / period);
        }
        // In double, where a cycle's length cannot overflow; whole numbers of this size are exact.
        double position = (double) (update + phase);
        double length = (double) period;
        while (position >= length) {
            position -= length;
            length *= multiplier;
        }
        return Cosine.between(high, low, position / length);
    }

    @Override
    public String type() {
        return "cosine-restarts";
    }
}
