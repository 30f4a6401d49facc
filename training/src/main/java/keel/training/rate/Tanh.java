package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * The stretch of a hyperbolic tangent between two abscissas, from about high to about low, then low for ever (Hsueh et al.
 * 2019): {@code low + (high - low)(1 - tanh(lower + (upper - lower) u / updates)) / 2}.
 *
 * @param lower below upper; the further below 0, the nearer to high the rate begins
 * @param upper the further above 0, the nearer to low the rate ends
 */
public record Tanh(double high, double low, long updates, double lower, double upper) implements RateSchedule {
    private static final String TYPE = "tanh";

    public Tanh {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "updates", updates);
        InvalidConfigException.require(
                lower < upper && Double.isFinite(lower) && Double.isFinite(upper),
                "tanh schedule: lower (%s) and upper (%s) bound a stretch of the tangent and must be finite and in that order. Use -6 and 3."
                        .formatted(lower, upper));
    }

    @Override
    public double at(long update) {
        if (update >= updates) {
            return low;
        }
        double share = (double) update / updates;
        double height = (1 - StrictMath.tanh(lower * (1 - share) + upper * share)) / 2;
        return range().nearest(low + (high - low) * height);
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
