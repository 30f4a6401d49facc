package keel.training.rate;

/**
 * A straight line from start to end over the given number of updates, then end for ever. Start may be above or below end.
 */
public record Linear(double start, double end, long updates) implements RateSchedule {
    private static final String TYPE = "linear";

    public Linear {
        Parameters.rate(TYPE, "start", start);
        Parameters.rate(TYPE, "end", end);
        Parameters.updates(TYPE, "updates", updates);
    }

    @Override
    public double at(long update) {
        return update >= updates ? end : Curve.LINEAR.at(start, end, (double) update / updates);
    }

    @Override
    public RateRange range() {
        return RateRange.between(start, end);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
