package keel.experiments.stability;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** A 95 % confidence interval. */
public record Interval(double low, double high) {
    /** The level of every interval here. */
    public static final double LEVEL = 0.95;

    /**
     * Student's interval of a mean over seeds.
     *
     * @param values at least two; seeds are independent by construction
     */
    public static Interval ofMean(double[] values) {
        int n = values.length;
        if (n < 2) {
            throw new IllegalArgumentException("an interval needs at least 2 seeds but got " + n);
        }
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return around(mean, Math.sqrt(squares / (n - 1) / n), n - 1.0);
    }

    /** Student's interval around an estimate whose standard error has this many degrees of freedom, more than 0. */
    public static Interval around(double estimate, double standardError, double degreesOfFreedom) {
        double quantile = new TDistribution(degreesOfFreedom).inverseCumulativeProbability(0.5 + LEVEL / 2);
        return new Interval(estimate - quantile * standardError, estimate + quantile * standardError);
    }

    /** Wilson's interval (1927) of a share, which stays honest near 0 and 1 and for few runs. */
    public static Interval ofShare(int successes, int n) {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException("%d of %d is not a share".formatted(successes, n));
        }
        double z = new NormalDistribution(0, 1).inverseCumulativeProbability(0.5 + LEVEL / 2);
        double share = (double) successes / n;
        double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
