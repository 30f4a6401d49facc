package keel.gans.metrics;

/**
 * The inception score (Salimans et al. 2016) of a classifier's probabilities: {@code exp(mean KL(p(y|x), p(y)))}, between 1 and
 * the number of classes. It says nothing about real data.
 */
public final class InceptionScore {
    /** Probabilities below count as this much within logarithms. */
    private static final double SMALLEST = 1e-16;

    private InceptionScore() {}

    /**
     * Of one sample a row.
     *
     * @param probabilities {@code [n][classes]}, rows sum to 1
     */
    public static double of(double[][] probabilities) {
        double[] mean = new SampleSet(probabilities).mean();
        double sum = 0;
        for (double[] row : probabilities) {
            for (int k = 0; k < row.length; k++) {
                sum += row[k] == 0
                        ? 0
                        : row[k] * (Math.log(Math.max(row[k], SMALLEST)) - Math.log(Math.max(mean[k], SMALLEST)));
            }
        }
        return Math.exp(sum / probabilities.length);
    }
}
