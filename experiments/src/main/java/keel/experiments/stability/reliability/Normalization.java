package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import keel.experiments.stability.ScoreCurve;

/** Brings curves of different tasks to one scale, so that their measures can be averaged or ranked together. */
public final class Normalization {
    private Normalization() {}

    /** What the run gained: the 95th percentile of its scores less its first score. At least one score is needed. */
    public static double range(ScoreCurve curve) {
        return Quantiles.of(curve.y(), 0.95) - curve.y()[0];
    }

    /**
     * In units of {@link #range}.
     *
     * @throws IllegalArgumentException of a run that gained nothing, which would turn over or blow up
     */
    public static ScoreCurve byRange(ScoreCurve curve) {
        double range = range(curve);
        if (range <= 0) {
            throw new IllegalArgumentException(
                    "the curve gained %s from its first score, so its range is no unit: use a band of scores instead"
                            .formatted(range));
        }
        return scaled(curve, y -> y / range);
    }

    /**
     * In units of the absolute mean score.
     *
     * @throws IllegalArgumentException where the mean is 0
     */
    public static ScoreCurve byMean(ScoreCurve curve) {
        double mean = Math.abs(Arrays.stream(curve.y()).average().orElseThrow());
        if (mean == 0) {
            throw new IllegalArgumentException("the mean score is 0 and no unit: use a band of scores instead");
        }
        return scaled(curve, y -> y / mean);
    }

    /**
     * So that {@code low} becomes 0 and {@code high} becomes 1, say a random and a good policy's score.
     *
     * @throws IllegalArgumentException where both are equal
     */
    public static ScoreCurve toBand(ScoreCurve curve, double low, double high) {
        if (low == high) {
            throw new IllegalArgumentException("a band needs two different scores but both are " + low);
        }
        return scaled(curve, y -> (y - low) / (high - low));
    }

    private static ScoreCurve scaled(ScoreCurve curve, DoubleUnaryOperator scale) {
        return new ScoreCurve(curve.x(), Arrays.stream(curve.y()).map(scale).toArray());
    }
}
