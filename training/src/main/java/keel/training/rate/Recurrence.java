package keel.training.rate;

import java.util.Optional;

/**
 * How a schedule comes again: from the first update on, each rate is that of {@code period} updates before.
 *
 * @param period updates after which the rates come again, at least 1; 1 for a constant rate
 * @param first the first update of the first period: 0 unless something else comes before
 */
public record Recurrence(long period, long first) {
    /** When two that run side by side come again together; nothing if that lies beyond every run. */
    public Optional<Recurrence> with(Recurrence other) {
        long factor = other.period / greatestCommonDivisor(period, other.period);
        return factor > Long.MAX_VALUE / period
                ? Optional.empty()
                : Optional.of(new Recurrence(period * factor, Math.max(first, other.first)));
    }

    /** The same, counted in iterations with so many updates each: the first whole one on, until whole ones come again. */
    public Recurrence inIterations(int updates) {
        return new Recurrence(period / greatestCommonDivisor(period, updates), (first + updates - 1) / updates);
    }

    /** That of a part which begins at this update. */
    Recurrence after(long updates) {
        return new Recurrence(period, first + updates);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
