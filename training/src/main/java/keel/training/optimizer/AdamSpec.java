package keel.training.optimizer;

import keel.training.InvalidConfigException;

/** Constants of Adam (Kingma &amp; Ba 2015). */
public record AdamSpec(double beta1, double beta2, double epsilon) implements OptimizerSpec {
    /** The constants of the paper. */
    public static final AdamSpec DEFAULT = new AdamSpec(0.9, 0.999, 1e-8);

    public AdamSpec {
        requireBeta("beta1", beta1);
        requireBeta("beta2", beta2);
        InvalidConfigException.require(
                Double.isFinite(epsilon) && (float) epsilon > 0,
                "adam: epsilon is %s, but it keeps a division of floats finite and must be a float > 0. The usual value is 1e-8."
                        .formatted(epsilon));
    }

    private static void requireBeta(String name, double beta) {
        InvalidConfigException.require(
                beta >= 0 && beta < 1,
                "adam: %s is %s, but it weighs the past in a running mean and must lie in [0, 1). The usual values are 0.9 and 0.999."
                        .formatted(name, beta));
    }

    @Override
    public String type() {
        return "adam";
    }
}
