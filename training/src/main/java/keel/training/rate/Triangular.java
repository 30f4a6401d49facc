package keel.training.rate;

/**
 * Cyclical learning rate (Smith 2017): a straight line from low up to high and back, once every {@code period} updates.
 *
 * @param period updates of a full cycle, up and down
 * @param phase the schedule starts this many updates into its first cycle
 */
public record Triangular(double low, double high, long period, long phase) implements RateSchedule {
    public Triangular {
        RateSchedule.requireRate("triangular", "low", low);
        RateSchedule.requireRate("triangular", "high", high);
        RateSchedule.requireOrder("triangular", low, high);
        RateSchedule.requireUpdates("triangular", "period", period);
        RateSchedule.requirePhase("triangular", phase);
    }

    @Override
    public double at(long update) {
        double position = (double) ((update + phase) % period) / period;
        return low + (high - low) * (1 - Math.abs(2 * position - 1));
    }

    @Override
    public String type() {
        return "triangular";
    }
}
