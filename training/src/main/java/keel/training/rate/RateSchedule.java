package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * Learning rate of one network as a pure function of that network's own update index (0-based).
 *
 * <p>Rates are finite and never negative. A rate of 0 skips the update: parameters and moments stay as they are.
 */
public sealed interface RateSchedule permits Constant, Cosine, CosineRestarts, Exponential, Triangular {
    /** The rate to apply at this update; {@code update >= 0}. */
    double at(long update);

    /** Name in configuration files, in kebab case. */
    String type();

    /** Throws unless the rate is finite and at least 0. */
    static void requireRate(String type, String parameter, double rate) {
        InvalidConfigException.require(
                Double.isFinite(rate) && rate >= 0,
                "%s schedule: %s is %s, but a learning rate must be a finite number >= 0: a negative rate would climb the loss. Use a value such as 1e-3."
                        .formatted(type, parameter, rate));
    }

    /** Throws unless the two rates are in order. */
    static void requireOrder(String type, double low, double high) {
        InvalidConfigException.require(
                low <= high,
                "%s schedule: low (%s) is above high (%s). Swap them: where a curve starts is decided by its type and phase."
                        .formatted(type, low, high));
    }

    /** Throws unless a count of updates is at least 1. */
    static void requireUpdates(String type, String parameter, long updates) {
        InvalidConfigException.require(
                updates >= 1,
                "%s schedule: %s is %d, but it counts updates and must be at least 1. Use a plain number for a constant rate."
                        .formatted(type, parameter, updates));
    }

    /** Throws on a phase below 0, or above 2^53, where a sum with an update index could overflow. */
    static void requirePhase(String type, long phase) {
        InvalidConfigException.require(
                phase >= 0 && phase <= 1L << 53,
                "%s schedule: phase is %d, but it shifts the cycle forward by that many updates and must lie in [0, 2^53]. Add or take away whole periods until it does."
                        .formatted(type, phase));
    }
}
