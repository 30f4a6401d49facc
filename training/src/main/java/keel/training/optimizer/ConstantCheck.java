package keel.training.optimizer;

import keel.training.InvalidConfigException;

/** Bounds that the constants of several optimisers share. */
final class ConstantCheck {
    private ConstantCheck() {}

    /** Of a running mean. */
    static void beta(String type, String name, double value, String usual) {
        InvalidConfigException.require(
                value >= 0 && value < 1,
                "%s: %s is %s, but it weighs the past in a running mean and must lie in [0, 1). The usual value is %s."
                        .formatted(type, name, value, usual));
    }

    static void epsilon(String type, double value) {
        InvalidConfigException.require(
                Double.isFinite(value) && (float) value > 0,
                "%s: epsilon is %s, but it keeps a division of floats finite and must be a float > 0. The usual value is 1e-8."
                        .formatted(type, value));
    }

    static void weightDecay(String type, double value) {
        InvalidConfigException.require(
                value >= 0 && Double.isFinite(value),
                "%s: weight-decay is %s, but it pulls parameters towards 0 and must be finite and at least 0. Use 0 for none."
                        .formatted(type, value));
    }
}
