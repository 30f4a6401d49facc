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

    /** Whether anything is ever clipped. */
    public boolean active() {
        return maxValue.isPresent() || maxNorm.isPresent();
    }

    /** Clips in place; returns the norm after it. */
    public double apply(float[] gradients, int from, int to, double norm) {
        double bound = maxNorm.orElse(Double.POSITIVE_INFINITY);
        if (norm <= bound) {
            return norm;
        }
        float scale = (float) (bound / norm);
        for (int i = from; i < to; i++) {
            gradients[i] *= scale;
        }
        return bound;
    }

    private static void require(String name, double value) {
        InvalidConfigException.require(
                Double.isFinite(value) && value > 0,
                "%s is %s, but it bounds a length and must be > 0. Leave it out for no clipping."
                        .formatted(name, value));
    }
}
