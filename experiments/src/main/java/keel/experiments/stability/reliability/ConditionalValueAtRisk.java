package keel.experiments.stability.reliability;

import java.util.Arrays;

/**
 * Mean of the worst values, also called expected shortfall: what to expect when it goes wrong, where a quantile says only how
 * often it does (Acerbi &amp; Tasche 2002). Of fewer than 1 / alpha values it is the single most extreme one.
 *
 * @param tail where the bad values are: the lower tail of scores or differences, the upper tail of a drawdown
 * @param alpha share of the values in the tail, between 0 and 1
 */
public record ConditionalValueAtRisk(Tail tail, double alpha) {
    /** An end of a distribution. */
    public enum Tail {
        LOWER,
        UPPER
    }

    public ConditionalValueAtRisk {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "a tail needs a share between 0 and 1 but got %s: 0.05 is the usual one".formatted(alpha));
        }
    }

    /** Mean of the values at or below their alpha-quantile. */
    public static ConditionalValueAtRisk lower(double alpha) {
        return new ConditionalValueAtRisk(Tail.LOWER, alpha);
    }

    /** Mean of the values at or above their (1 − alpha)-quantile. */
    public static ConditionalValueAtRisk upper(double alpha) {
        return new ConditionalValueAtRisk(Tail.UPPER, alpha);
    }

    /** The value at risk: the quantile where the tail begins. At least one value is needed, and all finite. */
    public double cutoff(double[] values) {
        return Quantiles.of(values, tail == Tail.LOWER ? alpha : 1 - alpha);
    }

    /** Mean of the tail, in the unit of the values, of which there is at least one; all are finite. */
    public double of(double[] values) {
        double cutoff = cutoff(values);
        return Arrays.stream(values)
                .filter(v -> tail == Tail.LOWER ? v <= cutoff : v >= cutoff)
                .average()
                .orElseThrow();
    }
}
