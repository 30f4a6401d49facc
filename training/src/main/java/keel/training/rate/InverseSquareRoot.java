package keel.training.rate;

/**
 * A straight line from 0 to peak over {@code warmUp} updates, then {@code peak * sqrt(warmUp / u)}.
 *
 * @param phase the schedule starts this many updates into its course
 */
public record InverseSquareRoot(double peak, long warmUp, long phase) implements RateSchedule {
    private static final String TYPE = "inverse-square-root";

    public InverseSquareRoot {
        Parameters.rate(TYPE, "peak", peak);
        Parameters.updates(TYPE, "warm-up", warmUp);
        Parameters.phase(TYPE, "phase", phase);
    }

    @Override
    public double at(long update) {
        double u = (double) (update + phase);
        return u < warmUp ? peak * (u / warmUp) : peak * Math.sqrt(warmUp / u);
    }

    @Override
    public RateRange range() {
        return new RateRange(0, peak);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
