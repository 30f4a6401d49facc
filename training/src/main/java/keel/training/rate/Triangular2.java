package keel.training.rate;

/**
 * As {@link Triangular}, each cycle half as high above low as the one before (Smith 2017).
 *
 * @param period updates of a full cycle, up and down
 * @param rise share of the period in which the rate rises, between 0 and 1
 * @param phase the schedule starts this many updates into its course
 */
public record Triangular2(double low, double high, long period, double rise, long phase) implements RateSchedule {
    private static final String TYPE = "triangular2";

    public Triangular2 {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "period", period);
        Parameters.share(TYPE, "rise", rise);
        Parameters.phase(TYPE, "phase", phase);
    }

    @Override
    public double at(long update) {
        CyclePosition position = CyclePosition.of(update + phase, period);
        return Curve.LINEAR.at(low, high, position.triangle(rise) * StrictMath.pow(0.5, (double) position.cycle()));
    }

    @Override
    public RateRange range() {
        return new RateRange(low, high);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
