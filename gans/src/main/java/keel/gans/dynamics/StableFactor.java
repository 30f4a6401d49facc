package keel.gans.dynamics;

import java.util.OptionalDouble;

/** By how much both players' rates may be scaled, their ratio kept, for a game still to die out. */
public final class StableFactor {
    /** From one factor that is tried to the next; a range of stable factors may be narrower for cycles that resonate. */
    private static final double STEP = 1.02;

    private static final double SMALLEST = 1e-6;
    private static final double LARGEST = 1e12;

    /** How far below the largest factor all must be stable too. */
    private static final double STABLE_BELOW = 1e-3;

    private static final int BISECTIONS = 40;

    private StableFactor() {}

    /**
     * The factor below which a game dies out: above 1 for rates that are stable, below for others.
     *
     * @param rates one period of them; a single step for rates that stay
     * @return nothing if no factor from 1e-6 to 1 is stable, or none from 1 up is unstable
     */
    public static OptionalDouble of(LinearGame game, UpdateRule rule, RatePeriod rates) {
        if (verdict(game, rule, rates, 1) == Verdict.STABLE) {
            for (double factor = 1; factor < LARGEST; factor *= STEP) {
                if (verdict(game, rule, rates, factor * STEP) == Verdict.UNSTABLE) {
                    return OptionalDouble.of(edge(game, rule, rates, factor));
                }
            }
            return OptionalDouble.empty();
        }
        double stable = 0;
        for (double factor = 1; factor > Math.max(SMALLEST, stable * STABLE_BELOW); factor /= STEP) {
            Verdict verdict = verdict(game, rule, rates, factor);
            if (verdict == Verdict.UNSTABLE) {
                stable = 0;
            } else if (verdict == Verdict.STABLE && stable == 0) {
                stable = factor;
            }
        }
        return stable == 0 ? OptionalDouble.empty() : OptionalDouble.of(edge(game, rule, rates, stable));
    }

    private static double edge(LinearGame game, UpdateRule rule, RatePeriod rates, double stable) {
        double low = stable;
        double high = stable * STEP;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (verdict(game, rule, rates, middle) == Verdict.STABLE) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Verdict verdict(LinearGame game, UpdateRule rule, RatePeriod rates, double factor) {
        return Verdict.of(Cycle.radius(game, rule, rates.scaled(factor, factor)));
    }
}
