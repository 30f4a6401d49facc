package keel.gans.metrics;

/**
 * Which modes of a Gaussian mixture samples reach (Srivastava et al. 2017; Lin et al. 2018): a sample is of high quality if it
 * lies within 3 standard deviations of its nearest centre, and a mode is captured if at least one sample of high quality has
 * it for nearest centre. A perfect generator in the plane has 98.9 % of high quality.
 *
 * @param captured modes captured
 * @param highQuality share of samples of high quality, in [0, 1]
 */
public record ModeCoverage(int captured, double highQuality) {
    /** The customary bound, in standard deviations. */
    public static final double SIGMAS = 3;

    /**
     * Measures samples.
     *
     * @param samples {@code [count, dimensions]} at {@code offset}
     * @param centres {@code [modes, dimensions]}
     * @param sigma standard deviation of every mode
     */
    public static ModeCoverage of(
            float[] samples, int offset, int count, double[] centres, int dimensions, double sigma) {
        int modes = centres.length / dimensions;
        boolean[] captured = new boolean[modes];
        double bound = SIGMAS * sigma * SIGMAS * sigma;
        int good = 0;
        for (int i = 0; i < count; i++) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < modes; k++) {
                double square = 0;
                for (int axis = 0; axis < dimensions; axis++) {
                    double d = samples[offset + i * dimensions + axis] - centres[k * dimensions + axis];
                    square += d * d;
                }
                if (square < least) {
                    least = square;
                    nearest = k;
                }
            }
            if (least <= bound) {
                good++;
                captured[nearest] = true;
            }
        }
        int total = 0;
        for (boolean mode : captured) {
            total += mode ? 1 : 0;
        }
        return new ModeCoverage(total, (double) good / count);
    }
}
