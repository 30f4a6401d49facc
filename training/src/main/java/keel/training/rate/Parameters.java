package keel.training.rate;

import java.util.List;
import keel.training.InvalidConfigException;

/** What schedules demand of their parameters. */
final class Parameters {
    private static final long LARGEST_PHASE = 1L << 53;

    private Parameters() {}

    /** Throws unless the rate is finite and at least 0. */
    static void rate(String type, String parameter, double rate) {
        InvalidConfigException.require(
                Double.isFinite(rate) && rate >= 0,
                "%s schedule: %s is %s, but a learning rate must be a finite number >= 0: a negative rate would climb the loss. Use a value such as 1e-3."
                        .formatted(type, parameter, rate));
    }

    /** Throws unless both are rates and in order. */
    static void rates(String type, double low, double high) {
        rate(type, "high", high);
        rate(type, "low", low);
        InvalidConfigException.require(
                low <= high,
                "%s schedule: low (%s) is above high (%s). Swap them: where a curve starts is decided by its type and phase."
                        .formatted(type, low, high));
    }

    /** Throws unless a count of updates is at least 1. */
    static void updates(String type, String parameter, long updates) {
        InvalidConfigException.require(
                updates >= 1,
                "%s schedule: %s is %d, but it counts updates and must be at least 1. Use a plain number for a constant rate."
                        .formatted(type, parameter, updates));
    }

    /** Throws on a phase below 0, or above 2^53, where a sum with an update index could overflow. */
    static void phase(String type, String parameter, long phase) {
        InvalidConfigException.require(
                phase >= 0 && phase <= LARGEST_PHASE,
                "%s schedule: %s is %d, but it shifts the cycle forward by that many updates and must lie in [0, 2^53]. Add or take away whole periods until it does."
                        .formatted(type, parameter, phase));
    }

    /** Throws unless the factor lies in (0, 1]. */
    static void decay(String type, String parameter, double factor, String when) {
        InvalidConfigException.require(
                factor > 0 && factor <= 1,
                "%s schedule: %s is %s, but it multiplies the rate %s and must lie in (0, 1]. For a rate that grows use geometric."
                        .formatted(type, parameter, factor, when));
    }

    /** Throws unless the share lies strictly between 0 and 1. */
    static void share(String type, String parameter, double share) {
        InvalidConfigException.require(
                share > 0 && share < 1,
                "%s schedule: %s is %s, but it is the share of the cycle in which the rate rises and must lie between 0 and 1, ends excluded. Use 0.5 for equal sides."
                        .formatted(type, parameter, share));
    }

    /** Throws unless the number is finite and above 0. */
    static void positive(String type, String parameter, double number) {
        InvalidConfigException.require(
                number > 0 && Double.isFinite(number),
                "%s schedule: %s is %s, but it must be a finite number > 0. Use 1 for the plain curve."
                        .formatted(type, parameter, number));
    }

    /** Throws unless the update indices rise, from at least {@code first}. */
    static void rising(String type, String parameter, List<Long> updates, long first) {
        boolean fits = !updates.isEmpty() && updates.get(0) >= first;
        for (int i = 1; i < updates.size(); i++) {
            fits &= updates.get(i - 1) < updates.get(i);
        }
        InvalidConfigException.require(
                fits,
                "%s schedule: %s is %s, but it lists update indices, of which there must be at least one, the first at least %d and each above the last. Sort them."
                        .formatted(type, parameter, updates, first));
    }
}
