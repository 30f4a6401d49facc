package keel.training.rate;

import java.util.Locale;
import keel.training.InvalidConfigException;

/**
 * When a metric has stopped getting better, exactly as PyTorch's ReduceLROnPlateau decides it.
 *
 * @param mode which way is better
 * @param patience values in a row without improvement that are let pass; the next one makes a plateau
 * @param threshold how much better than the best so far counts as improvement
 * @param thresholdMode what the threshold is measured in
 * @param cooldown values after a plateau that are not counted as without improvement
 */
public record Plateau(Mode mode, long patience, double threshold, ThresholdMode thresholdMode, long cooldown) {
    /** Which way is better. */
    public enum Mode {
        /** Smaller, as for a loss. */
        MIN,
        /** Larger, as for a return. */
        MAX;

        /** Name in configuration files, in kebab case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a threshold is measured in. */
    public enum ThresholdMode {
        /** A share of the best value: below {@code best * (1 - threshold)}, or above {@code best * (1 + threshold)}. */
        REL,
        /** The metric's own unit. */
        ABS;

        /** Name in configuration files, in kebab case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Plateau {
        requireCount("patience", patience);
        requireCount("cooldown", cooldown);
        InvalidConfigException.require(
                threshold >= 0 && Double.isFinite(threshold),
                "plateau: threshold is %s, but it is how much better a value must be and must be a finite number >= 0. Use 1e-4."
                        .formatted(threshold));
    }

    private static void requireCount(String parameter, long values) {
        InvalidConfigException.require(
                values >= 0,
                "plateau: %s is %d, but it counts values of the metric and must be at least 0. Use 10."
                        .formatted(parameter, values));
    }

    /** Whether a value counts as an improvement; one that is not a number never does. */
    boolean better(double value, double best) {
        boolean relative = thresholdMode == ThresholdMode.REL;
        return mode == Mode.MIN
                ? value < (relative ? best * (1 - threshold) : best - threshold)
                : value > (relative ? best * (1 + threshold) : best + threshold);
    }

    /** Worse than every value. */
    double worst() {
        return mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
}
