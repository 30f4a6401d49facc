package keel.env.classic;

import java.util.List;
import keel.env.Arguments;

/**
 * Bounds between which a reset draws its start, from the reset options {@code low} and {@code high}.
 *
 * @param low at most {@code high}
 */
record StartRange(double low, double high) {
    static final List<String> OPTION_NAMES = List.of("low", "high");

    /**
     * The bounds that the options give, or these defaults where they do not.
     *
     * @throws keel.env.RefusedException if low exceeds high, or their distance is not finite
     */
    static StartRange of(Arguments options, double defaultLow, double defaultHigh) {
        double low = options.number("low").orElse(defaultLow);
        double high = options.number("high").orElse(defaultHigh);
        String fault = options.number("low").isPresent() ? "low" : "high";
        if (low > high) {
            throw options.refused(
                    fault,
                    "Reset option 'low' (" + low + ") exceeds 'high' (" + high + "), which are " + defaultLow + " and "
                            + defaultHigh + " unless given. Give low <= high.");
        }
        if (!Double.isFinite(high - low)) {
            throw options.refused(
                    fault,
                    "Reset options 'low' (" + low + ") and 'high' (" + high
                            + ") leave no finite range to draw from. Give finite numbers.");
        }
        return new StartRange(low, high);
    }
}
