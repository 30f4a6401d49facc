package keel.env.wrapper;

import keel.env.EnvException;

/** The moments of values that come in batches, updated in place. */
public final class MomentTracker {
    private final double[] mean;
    private final double[] variance;
    private double count;

    private final double[] batchMean;
    private final double[] batchVariance;

    /** Before any value. */
    public MomentTracker(int elements) {
        mean = new double[elements];
        variance = new double[elements];
        batchMean = new double[elements];
        batchVariance = new double[elements];
        restore(RunningMoments.beginning(elements));
    }

    /** One element of one value. */
    public interface Source {
        double at(int value, int element);
    }

    /** Takes in {@code values} values; none changes nothing. */
    public void add(int values, Source source) {
        if (values == 0) {
            return;
        }
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (int value = 0; value < values; value++) {
                sum += source.at(value, i);
            }
            batchMean[i] = sum / values;
            double squares = 0;
            for (int value = 0; value < values; value++) {
                double off = source.at(value, i) - batchMean[i];
                squares += off * off;
            }
            batchVariance[i] = squares / values;
        }
        double total = count + values;
        for (int i = 0; i < mean.length; i++) {
            double delta = batchMean[i] - mean[i];
            mean[i] += delta * values / total;
            variance[i] =
                    (variance[i] * count + batchVariance[i] * values + delta * delta * count * values / total) / total;
        }
        count = total;
    }

    /** Of one element. */
    public double mean(int element) {
        return mean[element];
    }

    /** Of the population, of one element. */
    public double variance(int element) {
        return variance[element];
    }

    /** A copy. */
    public RunningMoments moments() {
        return new RunningMoments(mean, variance, count);
    }

    /** Goes on from moments of as many elements. */
    public void restore(RunningMoments moments) {
        if (moments.mean().length != mean.length) {
            throw new EnvException("Moments of " + moments.mean().length + " elements do not go with values of "
                    + mean.length + ". Restore those of the same environment and wrapper.");
        }
        System.arraycopy(moments.mean(), 0, mean, 0, mean.length);
        System.arraycopy(moments.variance(), 0, variance, 0, mean.length);
        count = moments.count();
    }
}
