package keel.training.rate;

/**
 * Half a cosine from high to low over the given number of updates, then low for ever (Loshchilov &amp; Hutter 2017, without
 * restarts). Unlike torch's CosineAnnealingLR it does not rise again.
 */
public record Cosine(double high, double low, long updates) implements RateSchedule {
    public Cosine {
        RateSchedule.requireRate("cosine", "high", high);
        RateSchedule.requireRate("cosine", "low", low);
        RateSchedule.requireOrder("cosine", low, high);
        RateSchedule.requireUpdates("cosine", "updates", updates);
    }

    @Override
    public double at(long update) {
        return update >= updates ? low : between(high, low, (double) update / updates);
    }

    /** {@code low + (high - low)(1 + cos(pi * progress)) / 2} for progress in [0, 1]. */
    static double between(double high, double low, double progress) {
        return low + (high - low) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
    }

    @Override
    public String type() {
        return "cosine";
    }
}
