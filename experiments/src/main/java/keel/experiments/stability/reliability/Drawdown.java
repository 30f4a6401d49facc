package keel.experiments.stability.reliability;

import keel.experiments.stability.ScoreCurve;

/** How far below its best score so far a run is, over its training. */
public final class Drawdown {
    private Drawdown() {}

    /**
     * Best score so far less the score, at least 0, at every place of the curve. What is bad is the upper tail; the lower tail is
     * 0 for every run, since a run's first score is its best so far.
     */
    public static ScoreCurve of(ScoreCurve curve) {
        double[] below = new double[curve.y().length];
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < below.length; i++) {
            best = Math.max(best, curve.y()[i]);
            below[i] = best - curve.y()[i];
        }
        return new ScoreCurve(curve.x(), below);
    }
}
