package keel.experiments.stability.sensitivity;

import java.util.Arrays;

/**
 * What a pair of rates scored, seed by seed.
 *
 * @param rates of the two networks
 * @param bySeed one score a seed, higher being better, in the same order of seeds for all pairs of a grid; negative infinity if
 *     the run diverged or left no score; not copied
 */
public record PairScores(RatePair rates, double[] bySeed) {
    public PairScores {
        if (!Arrays.stream(bySeed).allMatch(score -> score < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "%s has a score that is no number: a run without one has negative infinity".formatted(rates));
        }
    }

    double mean(int[] seeds) {
        double sum = 0;
        for (int seed : seeds) {
            sum += bySeed[seed];
        }
        return sum / seeds.length;
    }
}
