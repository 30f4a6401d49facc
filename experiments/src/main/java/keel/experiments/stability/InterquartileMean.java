package keel.experiments.stability;

import java.util.Arrays;
import java.util.Optional;
import keel.training.random.RandomStream;

/**
 * Mean of the middle half of scores: as robust as a median and nearly as sharp as a mean (Agarwal et al. 2021, <i>Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice</i>). With n scores, ⌊n/4⌋ are cut from either end.
 */
public final class InterquartileMean {
    private static final int REPETITIONS = 20_000;
    private static final long SEED = 0;

    private InterquartileMean() {}

    /**
     * Of scores, the worst possible being negative infinity.
     *
     * @param scores in any order, not changed; at least one, none NaN
     */
    public static double of(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return ofSorted(sorted);
    }

    private static double ofSorted(double[] sorted) {
        int cut = sorted.length / 4;
        double sum = 0;
        for (int i = cut; i < sorted.length - cut; i++) {
            sum += sorted[i];
        }
        return sum / (sorted.length - 2 * cut);
    }

    /** With the interval that {@link #interval} gives, always of the same resamples; NaN of no scores. */
    public static Estimate estimate(double[] scores) {
        if (scores.length == 0) {
            return new Estimate(0, Double.NaN, Optional.empty());
        }
        Optional<Interval> interval = scores.length < 2
                ? Optional.empty()
                : Optional.of(interval(scores, REPETITIONS, RandomStream.named(SEED, "bootstrap")));
        return new Estimate(scores.length, of(scores), interval);
    }

    /**
     * Percentile bootstrap over seeds (Efron 1979), at {@link Interval#LEVEL}: the scores are drawn again with replacement, and
     * the interval holds the middle of what comes out, quantiles being interpolated linearly.
     */
    static Interval interval(double[] scores, int repetitions, RandomStream random) {
        double[] means = new double[repetitions];
        double[] drawn = new double[scores.length];
        for (int r = 0; r < repetitions; r++) {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = scores[random.nextInt(scores.length)];
            }
            Arrays.sort(drawn);
            means[r] = ofSorted(drawn);
        }
        Arrays.sort(means);
        return new Interval(quantile(means, (1 - Interval.LEVEL) / 2), quantile(means, (1 + Interval.LEVEL) / 2));
    }

    /** Interpolated linearly between neighbours. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        double low = sorted[below];
        double high = sorted[Math.min(below + 1, sorted.length - 1)];
        // There is no way from the worst possible score to another one.
        return low == high || Double.isInfinite(low) ? low : low + (place - below) * (high - low);
    }
}
