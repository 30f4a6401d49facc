package keel.experiments.stability.reliability;

import java.util.Arrays;
import keel.experiments.stability.ScoreCurve;

/** A run's gain per step from one evaluation to the next: its curve without the trend of learning. */
public final class Differences {
    private Differences() {}

    /**
     * Score gained per step, at the later place of each pair of neighbours. Dividing by the steps between them makes runs
     * comparable that were evaluated more or less often, or not evenly.
     *
     * @return one place fewer than the curve has; none of an empty curve
     */
    public static ScoreCurve of(ScoreCurve curve) {
        double[] x = curve.x();
        double[] y = curve.y();
        double[] gains = new double[Math.max(0, x.length - 1)];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        }
        return new ScoreCurve(Arrays.copyOfRange(x, x.length - gains.length, x.length), gains);
    }
}
