package keel.experiments.stability.seeds;

import java.util.Map;
import keel.training.random.RandomStream;

/**
 * A plan of how many seeds to run and when to look: AdaStop (Mathieu et al. 2023), a group-sequential permutation test of all pairs
 * of settings. Looking early and running on would find differences by luck; here each look has boundaries that keep the chance of
 * calling any two settings different that are not below {@code alpha} over all looks and pairs together (the family-wise error).
 *
 * <p>At look k a pair's statistic is the difference of the two means over all seeds so far, times k. It is compared with what it
 * would be if the seeds of every look were dealt to the two settings at random, of which only those ways count that would have got
 * past the looks before. The boundary holds for the largest absolute statistic of the open pairs; when the largest one exceeds it,
 * that pair is decided and the boundary is set anew for the others.
 *
 * <p>For two settings the error is below {@code alpha} whatever the scores' distribution is. For more, seeds are dealt within pairs,
 * as the authors do, and the pairs' errors depend on each other a little more than that shows: of three equal settings with four
 * seeds each, 5.6 % were called different at a level of 5 %.
 *
 * @param seedsPerInterim seeds that every setting gets from one look to the next, at least 1. The first look can decide only where 2 / C(2n, n) for n seeds is
 *     below alpha / interims: with a level of 0.05 and 5 looks from 5 seeds on
 * @param interims most looks, at least 1; so no setting gets more than {@code seedsPerInterim * interims} seeds
 * @param alpha chance of any wrong decision, between 0 and 1
 * @param permutations ways of dealing that are tried; where there are fewer, all are, and the boundaries are exact
 */
public record AdaStop(int seedsPerInterim, int interims, double alpha, int permutations) {
    /** The authors' plan: up to 5 looks at 5 seeds each, at a level of 0.05. */
    public static final AdaStop STANDARD = new AdaStop(5, 5, 0.05, 10_000);

    public AdaStop {
        if (seedsPerInterim < 1 || interims < 1 || permutations < 1) {
            throw new IllegalArgumentException(
                    "a plan needs at least 1 seed, 1 look and 1 permutation but has %d, %d and %d: 5, 5 and 10000 are usual"
                            .formatted(seedsPerInterim, interims, permutations));
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "the chance of a wrong decision lies between 0 and 1 but is %s: 0.05 is usual".formatted(alpha));
        }
    }

    /**
     * Compares all pairs of settings, at as many looks as there are seeds for. A look waits until every setting of an open pair has
     * its seeds, so more seeds never change what is decided already, and seeds of which some settings have too few are left for
     * later.
     *
     * @param scores final scores by setting, bigger being better; a setting's seeds are in the order they were planned in, which
     *     must not depend on how they ended. NaN or infinite means diverged, which counts as the worst score that any compared
     *     setting has by then. Seeds that have not run yet are not in it, so settings may have different numbers
     * @param random deals the seeds; the same stream gives the same decisions
     */
    public SeedReport compare(Map<String, double[]> scores, RandomStream random) {
        return new SequentialTest(this, scores, random).run();
    }
}
