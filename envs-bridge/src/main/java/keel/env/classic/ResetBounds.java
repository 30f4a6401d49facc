package keel.env.classic;

import java.util.List;
import keel.env.Arguments;
import keel.env.numpy.Pcg64;

/**
 * Between which a reset draws the state's parts, in their own units; the reset options {@code low} and {@code high} replace
 * either.
 */
record ResetBounds(double low, double high) {
    private static final String LOW = "low";
    private static final String HIGH = "high";

    /** Options that {@link #with} takes. */
    static final List<String> OPTION_NAMES = List.of(LOW, HIGH);

    /**
     * These bounds, or those that the options give instead.
     *
     * @throws keel.env.RefusedException if an option is no number, low exceeds high, or their difference is not finite
     */
    ResetBounds with(Arguments options) {
        double newLow = options.number(LOW).orElse(low);
        double newHigh = options.number(HIGH).orElse(high);
        if (!(newLow <= newHigh) || Double.isInfinite(newHigh - newLow)) {
            throw options.refused(
                    options.number(LOW).isPresent() ? LOW : HIGH,
                    "Reset options low = " + newLow + " and high = " + newHigh
                            + " leave nothing to draw from. Pass finite numbers with low <= high; the defaults are "
                            + low
                            + " and " + high + ".");
        }
        return new ResetBounds(newLow, newHigh);
    }

    /** The next number, uniform in [low, high). */
    double draw(Pcg64 random) {
        return random.uniform(low, high);
    }
}
