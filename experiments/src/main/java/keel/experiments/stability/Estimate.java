package keel.experiments.stability;

import java.util.Arrays;
import java.util.Optional;
import keel.experiments.stability.aggregate.Aggregates;
import keel.experiments.stability.aggregate.RunScores;
import keel.experiments.stability.aggregate.StratifiedBootstrap;
import keel.training.random.RandomStream;

/**
 * A mean over seeds, of all scores or of their middle half.
 *
 * @param n seeds
 * @param mean NaN where n is 0
 * @param interval empty below two seeds, which say nothing of how sure the mean is
 */
public record Estimate(int n, double mean, Optional<Interval> interval) {
    private static final int REPETITIONS = 20_000;
    private static final long SEED = 0;

    public static Estimate of(double[] values) {
        return new Estimate(
                values.length,
                Arrays.stream(values).average().orElse(Double.NaN),
                values.length < 2 ? Optional.empty() : Optional.of(Interval.ofMean(values)));
    }

    /**
     * Interquartile mean ({@link Aggregates#interquartileMean}) and its bootstrap interval, always of the same resamples.
     *
     * @param scores in any order, none NaN; negative infinity is worse than any other
     */
    public static Estimate ofMiddleHalf(double[] scores) {
        if (scores.length == 0) {
            return new Estimate(0, Double.NaN, Optional.empty());
        }
        RunScores runs = RunScores.of(scores);
        Optional<Interval> interval = scores.length < 2
                ? Optional.empty()
                : Optional.of(StratifiedBootstrap.interval(
                        runs, Aggregates::interquartileMean, REPETITIONS, RandomStream.named(SEED, "bootstrap")));
        return new Estimate(scores.length, Aggregates.interquartileMean(runs), interval);
    }
}
