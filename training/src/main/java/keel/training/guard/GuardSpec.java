package keel.training.guard;

import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * When a member counts as diverged, beside a loss, gradient or parameter that is not finite, which always does.
 *
 * @param medianFactor a gradient norm above this many times the median of the last {@code window} ends the member; empty for
 *     no such rule. A median of 0 ends nobody
 * @param window updates the running median looks back over; nothing is judged before that many are done
 */
public record GuardSpec(Optional<Double> medianFactor, int window) {
    /** Non-finite numbers alone. */
    public static final GuardSpec NON_FINITE = new GuardSpec(Optional.empty(), 1);

    public GuardSpec {
        medianFactor.ifPresent(factor -> InvalidConfigException.require(
                Double.isFinite(factor) && factor > 1,
                "gradient-norm-factor is %s, but it is a multiple of the median that only a runaway gradient should reach and must be > 1. A usual value is 1000; leave it out for no such rule."
                        .formatted(factor)));
        InvalidConfigException.require(
                window >= 1 && window <= 100_000,
                "window is %d, but it counts the updates that the median is taken over and must lie in [1, 100000]. A usual value is 100."
                        .formatted(window));
    }
}
