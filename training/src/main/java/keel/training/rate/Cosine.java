package keel.training.rate;

/**
 * Half a cosine from high to low over the given number of updates, then low for ever (Loshchilov &amp; Hutter 2017, without
 * restarts). Unlike torch's CosineAnnealingLR it does not rise again.
 *
 * @param power the share of the way is raised to it first: above 1 the rate stays high for longer (k-decay, Zhang &amp; Li 2020)
 */
public record Cosine(double high, double low, long updates, double power) implements RateSchedule {
    private static final String TYPE = "cosine";

    public Cosine {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "updates", updates);
        Parameters.positive(TYPE, "power", power);
    }

    /** The plain half cosine. */
    public Cosine(double high, double low, long updates) {
        this(high, low, updates, 1);
    }

    @Override
    public double at(long update) {
        return update >= updates ? low : Curve.COSINE.at(high, low, StrictMath.pow((double) update / updates, power));
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
