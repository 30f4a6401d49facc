package keel.gans.dynamics;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * With which games a period of rates resonates: those that grow from period to period although no pair of rates in it, held,
 * would let them grow. How strongly the players of real networks pull at each other, f, is unknown, so every f is looked at.
 *
 * <p>Growth comes in bands (tongues) about the slopes at which states turn by whole multiples of half a circle in a period, k π:
 * the first is at a rotation period of twice the rates' period, the second at the same, and so on (Floquet theory of Hill's
 * equation; Magnus &amp; Winkler 1966). Between two of them the trace of the period's matrix changes its sign, which
 * {@link Tongues} uses to miss none.
 *
 * @param rule plain simultaneous or alternating descent
 * @param gamma damping
 * @param rates that resonate
 * @param bands by slope, rising; at least one
 */
public record Resonance(UpdateRule rule, double gamma, RatePeriod rates, List<Band> bands) {
    /**
     * Slopes in a row.
     *
     * @param low the least f
     * @param high the largest f
     * @param worst the f in between that grows most
     * @param radius the largest Floquet multiplier there, above 1
     * @param rotationPeriod steps in which states turn once at the worst f, on average over the period's frozen steps
     * @param longestRotation the same at the least f
     * @param shortestRotation the same at the largest f
     */
    public record Band(
            double low,
            double high,
            double worst,
            double radius,
            double rotationPeriod,
            double longestRotation,
            double shortestRotation) {
        /** How many times the least slope the largest is, above 1. */
        public double width() {
            return high / low;
        }
    }

    public Resonance {
        bands = List.copyOf(bands);
    }

    /**
     * Looks at every slope at which no frozen pair of rates grows; for periods beyond some 2000 steps at those only at which
     * states turn slowly enough for the work to stay below a second.
     *
     * @param rule plain simultaneous or alternating descent
     * @param gamma damping, at least 0
     * @return nothing if no slope resonates
     */
    public static Optional<Resonance> of(UpdateRule rule, double gamma, RatePeriod rates) {
        List<Band> bands = new Tongues(new Monodromies(rule, gamma, rates), rates.steps()).bands();
        return bands.isEmpty() ? Optional.empty() : Optional.of(new Resonance(rule, gamma, rates, bands));
    }

    /** The band that grows most. */
    public Band worst() {
        return bands.stream().max(Comparator.comparingDouble(Band::radius)).orElseThrow();
    }

    /**
     * The band that a game of unknown slope is likeliest to be in: the widest in proportion, which is one of the first. Bands
     * near the frozen bound, where states turn once in a few steps, are there for nearly every cycle, but narrow.
     */
    public Band widest() {
        return bands.stream().max(Comparator.comparingDouble(Band::width)).orElseThrow();
    }

    /**
     * The Floquet radius at the widest band's worst slope if the discriminator's cycle came later by some steps; by
     * {@link RatePeriod#lead} of them both cycles are in phase.
     */
    public double radiusDelayed(int steps) {
        return Cycle.of(new LinearGame(widest().worst(), gamma), rule, rates.delayed(steps))
                .radius();
    }
}
