package keel.gans.metrics;

import java.util.Arrays;
import keel.gans.data.Modes;

/**
 * Which modes of a Gaussian mixture samples reach (Srivastava et al. 2017; Lin et al. 2018): a sample is of high quality if it
 * lies within 3 standard deviations of its nearest centre, and a mode is captured if at least one sample of high quality has
 * it for nearest centre. A perfect generator in the plane has 98.9 % of high quality.
 *
 * @param captured modes captured
 * @param highQuality share of samples of high quality, in [0, 1]
 * @param reverseKl Kullback-Leibler divergence of the shares of modes, among samples of high quality, from equal shares, in
 *     nats; log(modes), its largest value, if no sample is of high quality
 */
public record ModeCoverage(int captured, double highQuality, double reverseKl) {
    /** The customary bound, in standard deviations. */
    public static final double SIGMAS = 3;

    /**
     * Measures samples.
     *
     * @param samples {@code [count, size]} at {@code offset}
     */
    public static ModeCoverage of(float[] samples, int offset, int count, Modes modes) {
        int size = modes.dimensions();
        double[] centres = modes.centres();
        long[] good = new long[modes.count()];
        double bound = SIGMAS * modes.sigma() * SIGMAS * modes.sigma();
        for (int i = 0; i < count; i++) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < good.length; k++) {
                double square = 0;
                for (int axis = 0; axis < size; axis++) {
                    double d = samples[offset + i * size + axis] - centres[k * size + axis];
                    square += d * d;
                }
                if (square < least) {
                    least = square;
                    nearest = k;
                }
            }
            if (least <= bound) {
                good[nearest]++;
            }
        }
        return new ModeCoverage(
                (int) Arrays.stream(good).filter(hits -> hits > 0).count(),
                (double) Arrays.stream(good).sum() / count,
                reverseKl(good));
    }

    /** {@code sum q log(q K)} over the shares q of K classes, from their counts; log K if all counts are 0. */
    public static double reverseKl(long[] counts) {
        double total = Arrays.stream(counts).sum();
        if (total == 0) {
            return Math.log(counts.length);
        }
        double sum = 0;
        for (long count : counts) {
            double share = count / total;
            sum += share == 0 ? 0 : share * Math.log(share * counts.length);
        }
        return sum;
    }
}
