package keel.gans.dynamics;

import static keel.training.InvalidConfigException.require;

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
        require(
                steps >= 1 && steps <= 10_000_000,
                "a cycle of %d steps: it must have between 1 and 10,000,000.".formatted(steps));
        return of(game, rule, RatePeriod.firstSteps(generator, discriminator, steps));
    }

    /** The cycle of these rates. */
    public static Cycle of(LinearGame game, UpdateRule rule, RatePeriod rates) {
        RealMatrix product = step(game, rule, rates, 0);
        double worst = Spectrum.of(product).radius();
        for (int t = 1; t < rates.steps(); t++) {
            RealMatrix step = step(game, rule, rates, t);
            worst = Math.max(worst, Spectrum.of(step).radius());
            product = step.multiply(product);
        }
        return new Cycle(rates.steps(), product, Spectrum.of(product), worst);
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
