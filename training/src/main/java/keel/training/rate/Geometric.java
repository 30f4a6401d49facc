package keel.training.rate;

/**
 * {@code start * (end / start)^(u / updates)}: a straight line on a logarithmic axis, then end for ever. The usual curve of a
 * learning-rate range test (Smith 2017).
 */
public record Geometric(double start, double end, long updates) implements RateSchedule {
    private static final String TYPE = "geometric";

    public Geometric {
        Parameters.rate(TYPE, "start", start);
        Parameters.rate(TYPE, "end", end);
        Parameters.positive(TYPE, "start", start);
        Parameters.positive(TYPE, "end", end);
        Parameters.updates(TYPE, "updates", updates);
    }

    @Override
    public double at(long update) {
        if (update >= updates) {
            return end;
        }
        return range().nearest(start * StrictMath.pow(end / start, (double) update / updates));
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
