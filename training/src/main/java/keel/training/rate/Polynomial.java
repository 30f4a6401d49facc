package keel.training.rate;

/**
 * {@code low + (high - low)(1 - u / updates)^power}, then low for ever.
 *
 * @param power 1 for a straight line, above 1 to fall fast first
 * @param cycle instead of staying low, start again towards twice, three times, ... the number of updates, as Keras's
 *     PolynomialDecay does: each fall begins lower than the last
 */
public record Polynomial(double high, double low, long updates, double power, boolean cycle) implements RateSchedule {
    private static final String TYPE = "polynomial";

    public Polynomial {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "updates", updates);
        Parameters.positive(TYPE, "power", power);
    }

    @Override
    public boolean restartsAt(long update) {
        return cycle && update > updates && (update - 1) % updates == 0;
    }

    @Override
    public double at(long update) {
        double end = (double) updates;
        if (update >= updates) {
            if (!cycle) {
                return low;
            }
            long falls = 1 + (update - 1) / updates;
            end *= (double) falls;
        }
        double left = Math.max(0, 1 - update / end);
        return range().nearest(low + (high - low) * StrictMath.pow(left, power));
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
