package keel.training.rate;

import java.util.Optional;

/**
 * Learning rate of one network as a pure function of that network's own update index (0-based). Also used for a momentum.
 *
 * <p>Rates are finite and never negative. A rate of 0 skips the update: parameters and moments stay as they are. Update indices
 * up to 2^53 are exact.
 */
public sealed interface RateSchedule
        permits Clamp,
                Constant,
                Cosine,
                CosineRestarts,
                ExpRange,
                Exponential,
                Geometric,
                InverseSquareRoot,
                InverseTime,
                Jitter,
                Linear,
                Mirror,
                MultiStep,
                Noam,
                OneCycle,
                PhaseShift,
                Piecewise,
                Polynomial,
                Product,
                Sequence,
                Sigmoid,
                Step,
                Tanh,
                Triangular,
                Triangular2,
                WarmUp,
                WarmUpStableDecay {
    /** The rate to apply at this update; {@code update >= 0}. */
    double at(long update);

    /** Bounds that no rate leaves, as narrow as the parameters alone tell. */
    RateRange range();

    /**
     * Whether a warm restart happens at this update: the first one of the second, third, ... cycle of a schedule that jumps back
     * up. Cycles without a jump have no restarts.
     */
    default boolean restartsAt(long update) {
        return false;
    }

    /**
     * How these rates come again for ever; nothing if they do not, or settle down to one rate in the end.
     */
    default Optional<Recurrence> recurrence() {
        return Optional.empty();
    }

    /** Name in configuration files, in kebab case. */
    String type();
}
