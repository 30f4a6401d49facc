package keel.gans.dynamics;

import keel.training.rate.RateSchedule;
import org.hipparchus.linear.RealMatrix;

/**
 * A game under rates that come again after some steps. The matrix of a whole cycle, the product of its steps, maps a state to the
 * one a cycle later; its eigenvalues are the Floquet multipliers, and states die out if and only if all of them lie within the
 * unit circle.
 *
 * <p>That each frozen pair of rates is stable does not decide it: steps that turn and stretch in time with the rotation can feed
 * it (parametric resonance), and the phase between the two cycles matters.
 *
 * @param steps in a cycle
 * @param monodromy the matrix of a whole cycle
 * @param multipliers its eigenvalues
 * @param worstFrozenRadius the largest spectral radius that any step of the cycle would have if its rates stayed
 */
public record Cycle(int steps, RealMatrix monodromy, Spectrum multipliers, double worstFrozenRadius) {
    /**
     * The cycle that begins at the schedules' update 0.
     *
     * @param steps in which both schedules come back to their start; more than one update of a player in a step reads its
     *     schedule at that step, as rates that move slowly allow
     */
    public static Cycle of(
            LinearGame game, UpdateRule rule, RateSchedule generator, RateSchedule discriminator, int steps) {
        return of(game, rule, RatePeriod.firstSteps(generator, discriminator, steps));
    }

    /** The cycle of these rates. */
    public static Cycle of(LinearGame game, UpdateRule rule, RatePeriod rates) {
        RealMatrix product = product(game, rule, rates);
        double worst = 0;
        for (int t = 0; t < rates.steps(); t++) {
            worst = Math.max(worst, Spectrum.of(step(game, rule, rates, t)).radius());
        }
        return new Cycle(rates.steps(), product, Spectrum.of(product), worst);
    }

    /** Its radius alone, infinite if it is larger than a number can be. */
    static double radius(LinearGame game, UpdateRule rule, RatePeriod rates) {
        RealMatrix product = product(game, rule, rates);
        return Double.isFinite(product.getNorm1()) ? Spectrum.of(product).radius() : Double.POSITIVE_INFINITY;
    }

    private static RealMatrix product(LinearGame game, UpdateRule rule, RatePeriod rates) {
        RealMatrix product = step(game, rule, rates, 0);
        for (int t = 1; t < rates.steps(); t++) {
            product = step(game, rule, rates, t).multiply(product);
        }
        return product;
    }

    private static RealMatrix step(LinearGame game, UpdateRule rule, RatePeriod rates, int t) {
        return rule.step(game, rates.generator()[t], rates.discriminator()[t]);
    }

    /** Largest growth over a cycle: states die out if it is below 1. */
    public double radius() {
        return multipliers.radius();
    }

    /** The same for one step, on average. */
    public double radiusPerStep() {
        return Math.pow(radius(), 1.0 / steps);
    }

    /** Whether the cycle grows although every pair of rates in it would, on its own, be stable. */
    public boolean resonates() {
        return Verdict.of(worstFrozenRadius) == Verdict.STABLE && Verdict.of(radius()) == Verdict.UNSTABLE;
    }
}
