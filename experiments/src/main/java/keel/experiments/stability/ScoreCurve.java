package keel.experiments.stability;

/**
 * A run's score over its training.
 *
 * @param x environment steps or iterations, rising
 * @param y score at each
 */
public record ScoreCurve(double[] x, double[] y) {
    public ScoreCurve {
        if (x.length != y.length) {
            throw new IllegalArgumentException("a curve has %d places and %d scores".formatted(x.length, y.length));
        }
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return x.length == 0;
    }

    /**
     * Area under the curve by the trapezoidal rule, divided by its width: the mean score over the training, in the score's own
     * unit. One measurement is its own mean.
     */
    public double meanOverTraining() {
        if (isEmpty()) {
            return Double.NaN;
        }
        double width = x[x.length - 1] - x[0];
        if (width <= 0) {
            return y[y.length - 1];
        }
        double area = 0;
        for (int i = 1; i < x.length; i++) {
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        }
        return area / width;
    }

    /** Worst drawdown: the largest fall below the best score seen so far, at least 0, in the score's own unit. */
    public double worstDrawdown() {
        double best = Double.NEGATIVE_INFINITY;
        double worst = isEmpty() ? Double.NaN : 0;
        for (double score : y) {
            best = Math.max(best, score);
            worst = Math.max(worst, best - score);
        }
        return worst;
    }
}
