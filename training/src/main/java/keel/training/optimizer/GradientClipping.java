package keel.training.optimizer;

import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * Bounds on a gradient before the optimiser sees it; value first, then norm.
 *
 * @param maxValue every component is clamped to [-maxValue, maxValue]
 * @param maxNorm a gradient with a larger 2-norm is scaled down to it
 */
public record GradientClipping(Optional<Double> maxValue, Optional<Double> maxNorm) {
    /** Leaves gradients alone. */
    public static final GradientClipping NONE = new GradientClipping(Optional.empty(), Optional.empty());

    public GradientClipping {
        maxValue.ifPresent(value -> require("max-gradient-value", value));
        maxNorm.ifPresent(value -> require("max-gradient-norm", value));
    }

    /** By norm alone. */
    public static GradientClipping byNorm(double maxNorm) {
        return new GradientClipping(Optional.empty(), Optional.of(maxNorm));
    }

    private static void require(String name, double value) {
        InvalidConfigException.require(
                Double.isFinite(value) && value > 0,
                "%s is %s, but it bounds a length and must be > 0. Leave it out for no clipping."
                        .formatted(name, value));
    }
}
