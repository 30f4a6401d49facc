package keel.experiments.stability;

import java.util.Arrays;
import java.util.Optional;

/**
 * A mean over seeds, of all scores or of their middle half.
 *
 * @param n seeds
 * @param mean NaN where n is 0
 * @param interval empty below two seeds, which say nothing of how sure the mean is
 */
public record Estimate(int n, double mean, Optional<Interval> interval) {
    public static Estimate of(double[] values) {
        return new Estimate(
                values.length,
                Arrays.stream(values).average().orElse(Double.NaN),
                values.length < 2 ? Optional.empty() : Optional.of(Interval.ofMean(values)));
    }
}
