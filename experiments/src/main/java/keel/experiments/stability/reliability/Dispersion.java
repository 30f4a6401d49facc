package keel.experiments.stability.reliability;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.moment.StandardDeviation;

/** How far values lie apart, in their own unit and at least 0: of a run's differences, of several runs, or of rollouts. */
public enum Dispersion {
    /** Third quartile less the first: blind to what the outer halves do, so one bad run in five does not rule it. */
    INTERQUARTILE_RANGE {
        @Override
        public double of(double[] values) {
            return Quantiles.of(values, 0.75) - Quantiles.of(values, 0.25);
        }
    },
    /** Median distance from the median, not scaled to a normal distribution's standard deviation. */
    MEDIAN_ABSOLUTE_DEVIATION {
        @Override
        public double of(double[] values) {
            double median = Quantiles.median(values);
            return Quantiles.median(
                    Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
        }
    },
    /** With n − 1 in the denominator. */
    STANDARD_DEVIATION {
        @Override
        public double of(double[] values) {
            return new StandardDeviation().evaluate(values);
        }
    };

    /**
     * Of values in any order.
     *
     * @param values not changed; at least one, all finite
     */
    public abstract double of(double[] values);
}
