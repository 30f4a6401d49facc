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

    /**
     * Clips {@code gradients[from .. to)} in place. A gradient whose norm is not finite is left as it is, so that no bound
     * hides a NaN or an infinity from a guard. PyTorch's {@code clip_grad_norm_} divides by the norm plus 1e-6 instead, which
     * makes its gradients shorter by that part.
     *
     * @param norm the 2-norm before clipping
     * @return the 2-norm afterwards
     */
    public double apply(float[] gradients, int from, int to, double norm) {
        if (!Double.isFinite(norm)) {
            return norm;
        }
        double clipped = norm;
        // No component is larger than the norm, so nothing can be cut where the norm is within the bound.
        if (maxValue.isPresent() && norm > maxValue.get()) {
            clamp(gradients, from, to, maxValue.get().floatValue());
            clipped = EuclideanNorm.of(gradients, from, to);
        }
        if (maxNorm.isPresent() && clipped > maxNorm.get()) {
            scale(gradients, from, to, (float) (maxNorm.get() / clipped));
            clipped = maxNorm.get();
        }
        return clipped;
    }

    private static void clamp(float[] gradients, int from, int to, float bound) {
        for (int i = from; i < to; i++) {
            gradients[i] = Math.max(-bound, Math.min(bound, gradients[i]));
        }
    }

    private static void scale(float[] gradients, int from, int to, float scale) {
        for (int i = from; i < to; i++) {
            gradients[i] *= scale;
        }
    }

    private static void require(String name, double value) {
        InvalidConfigException.require(
                Double.isFinite(value) && value > 0,
                "%s is %s, but it bounds a length and must be > 0. Leave it out for no clipping."
                        .formatted(name, value));
    }
}
