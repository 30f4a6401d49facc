package keel.experiments.stability.reliability;

import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/** Sample quantiles, interpolated linearly between neighbours (type 7 of Hyndman &amp; Fan 1996, NumPy's default). */
final class Quantiles {
    private Quantiles() {}

    /**
     * The value below which this share of the values lies.
     *
     * @param values in any order, not changed; at least one, all finite
     * @param share above 0 and at most 1
     */
    static double of(double[] values, double share) {
        return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, 100 * share);
    }

    static double median(double[] values) {
        return of(values, 0.5);
    }
}
