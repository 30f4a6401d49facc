package keel.agents.diagnostics;

import java.util.OptionalDouble;

/**
 * How far the values that a critic expects are from the returns that come: the mean over steps of expected minus actual, where
 * the actual value of step t is {@code sum over k of discount^k * reward(t + k)} of the same episode. Above 0 the critic
 * overestimates (Fujimoto, van Hoof, Meger 2018, section 4).
 *
 * <p>Of an episode that was cut off, the actual values lack what would have come. A step counts only if that is discounted to
 * less than {@link #NEGLIGIBLE}; every step of an episode that terminated counts.
 */
public final class ValueBias {
    /** Weight of the first reward after a cut below which the rest is left out. */
    public static final double NEGLIGIBLE = 0.01;

    private double sumOfDifferences;
    private double sumOfSizes;
    private long steps;

    /**
     * Adds an episode.
     *
     * @param terminated whether the task itself ended it; if not, it was cut off
     */
    public void add(EpisodeTrace episode, boolean terminated, double discount) {
        double actual = 0;
        double weightOfCut = 1;
        for (int t = episode.length() - 1; t >= 0; t--) {
            actual = episode.reward(t) + discount * actual;
            weightOfCut *= discount;
            if (terminated || weightOfCut < NEGLIGIBLE) {
                sumOfDifferences += episode.expected(t) - actual;
                sumOfSizes += Math.abs(actual);
                steps++;
            }
        }
    }

    /** Mean of expected minus actual; empty if no step counted. */
    public OptionalDouble mean() {
        return steps == 0 ? OptionalDouble.empty() : OptionalDouble.of(sumOfDifferences / steps);
    }

    /** The same, in means of the actual values' sizes; empty if no step counted or all actual values are 0. */
    public OptionalDouble normalized() {
        return sumOfSizes == 0 ? OptionalDouble.empty() : OptionalDouble.of(sumOfDifferences / sumOfSizes);
    }
}
