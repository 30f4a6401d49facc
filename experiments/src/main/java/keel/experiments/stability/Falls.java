package keel.experiments.stability;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Falls of a score over a training that are deeper than noise. */
public final class Falls {
    /** Of a fall's least depth: so near to the score before must one come again to have recovered. */
    private static final double NEAR = 0.5;

    private Falls() {}

    /**
     * One fall.
     *
     * @param from where the peak was measured last, in the curve's x
     * @param peak the best score since the last recovery
     * @param trough the worst score before the recovery
     * @param recovered where a score came within half the least depth of the peak again; empty if none did
     */
    public record Fall(double from, double peak, double trough, OptionalDouble recovered) {
        /** In the score's unit. */
        public double depth() {
            return peak - trough;
        }

        /** From the peak to the recovery, in the curve's x; empty if there was none. */
        public OptionalDouble duration() {
            return recovered.isPresent() ? OptionalDouble.of(recovered.getAsDouble() - from) : recovered;
        }
    }

    /**
     * Every fall of at least this depth, in order.
     *
     * @param curve of finite scores
     * @param leastDepth in the score's unit, above 0
     */
    public static List<Fall> of(ScoreCurve curve, double leastDepth) {
        List<Fall> falls = new ArrayList<>();
        int peak = 0;
        int trough = 0;
        for (int i = 0; i < curve.y().length; i++) {
            double score = curve.y()[i];
            boolean falling = curve.y()[peak] - curve.y()[trough] >= leastDepth;
            if (falling && score >= curve.y()[peak] - NEAR * leastDepth) {
                falls.add(fall(curve, peak, trough, OptionalDouble.of(curve.x()[i])));
                peak = i;
                trough = i;
            } else if (score >= curve.y()[peak]) {
                peak = i;
                trough = i;
            } else if (score < curve.y()[trough]) {
                trough = i;
            }
        }
        if (!curve.isEmpty() && curve.y()[peak] - curve.y()[trough] >= leastDepth) {
            falls.add(fall(curve, peak, trough, OptionalDouble.empty()));
        }
        return falls;
    }

    private static Fall fall(ScoreCurve curve, int peak, int trough, OptionalDouble recovered) {
        return new Fall(curve.x()[peak], curve.y()[peak], curve.y()[trough], recovered);
    }
}
