package keel.env.wrapper;

import java.util.Arrays;
import keel.env.EnvException;

/**
 * Mean and variance of every value seen so far, element by element, as Gymnasium's {@code RunningMeanStd}: it begins with
 * mean 0, variance 1 and a count of 10⁻⁴, and takes in batches by the parallel rule of Chan, Golub, LeVeque, <i>Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances</i> (1979). Computed in float64, whatever the values'
 * type; Gymnasium computes in theirs.
 *
 * @param mean one an element
 * @param variance of the population, one an element
 * @param count of values, and the 10⁻⁴ of the beginning
 */
public record RunningMoments(double[] mean, double[] variance, double count) {
    private static final double FIRST_COUNT = 1e-4;

    public RunningMoments {
        if (mean.length != variance.length) {
            throw new EnvException("Moments of " + mean.length + " means and " + variance.length
                    + " variances: give one of each an element.");
        }
        mean = mean.clone();
        variance = variance.clone();
    }

    /** Before any value. */
    public static RunningMoments beginning(int elements) {
        double[] ones = new double[elements];
        Arrays.fill(ones, 1);
        return new RunningMoments(new double[elements], ones, FIRST_COUNT);
    }

    @Override
    public double[] mean() {
        return mean.clone();
    }

    @Override
    public double[] variance() {
        return variance.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunningMoments moments
                && Arrays.equals(mean, moments.mean)
                && Arrays.equals(variance, moments.variance)
                && count == moments.count;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(mean) ^ Double.hashCode(count);
    }

    @Override
    public String toString() {
        return "RunningMoments[mean=" + Arrays.toString(mean) + ", variance=" + Arrays.toString(variance) + ", count="
                + count + "]";
    }
}
