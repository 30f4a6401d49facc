package keel.training.rate;

import java.util.Optional;

/**
 * Cyclical learning rate (Smith 2017): a straight line from low up to high and back, once every {@code period} updates.
 *
 * @param period updates of a full cycle, up and down
 * @param rise share of the period in which the rate rises, between 0 and 1
 * @param phase the schedule starts this many updates into its first cycle
 */
public record Triangular(double low, double high, long period, double rise, long phase) implements RateSchedule {
    private static final String TYPE = "triangular";

    public Triangular {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "period", period);
        Parameters.share(TYPE, "rise", rise);
        Parameters.phase(TYPE, "phase", phase);
    }

    /** Rising for half of the period. */
    public Triangular(double low, double high, long period, long phase) {
        this(low, high, period, 0.5, phase);
    }

    @Override
    public double at(long update) {
        return Curve.LINEAR.at(
                low, high, CyclePosition.of(update + phase, period).triangle(rise));
    }

    @Override
    public RateRange range() {
        return new RateRange(low, high);
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return Optional.of(new Recurrence(period, 0));
    }

    @Override
    public String type() {
        return TYPE;
    }
}
