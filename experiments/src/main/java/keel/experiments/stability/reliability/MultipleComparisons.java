package keel.experiments.stability.reliability;

import java.util.stream.IntStream;

/** What a p-value must stay below when many pairs of settings are compared, of which some differ by luck. */
public final class MultipleComparisons {
    private MultipleComparisons() {}

    /** Pairs among this many settings. */
    public static int pairs(int settings) {
        return settings * (settings - 1) / 2;
    }

    /** With this one threshold for all comparisons, the chance that any is wrongly called different is at most alpha. */
    public static double bonferroni(int comparisons, double alpha) {
        return alpha / comparisons;
    }

    /**
     * With the largest i whose i-th smallest p-value is at most the i-th threshold, and all smaller ones, called different, at most
     * a share alpha of what is called different is so by luck, however the comparisons depend on each other (Benjamini &amp;
     * Yekutieli 2001, theorem 1.3): i alpha / (m Σ 1/j), the sum over j from 1 to the number m of comparisons.
     *
     * @return thresholds for the smallest p-value, the second smallest, and so on
     */
    public static double[] benjaminiYekutieli(int comparisons, double alpha) {
        double harmonic =
                IntStream.rangeClosed(1, comparisons).mapToDouble(j -> 1.0 / j).sum();
        return IntStream.rangeClosed(1, comparisons)
                .mapToDouble(i -> i * alpha / (comparisons * harmonic))
                .toArray();
    }
}
