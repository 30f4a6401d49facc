package keel.experiments.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import keel.experiments.report.document.Cell;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;

/** How numbers look to a person. */
public final class Numbers {
    private static final MathContext DIGITS = new MathContext(6);
    private static final double LARGEST_WHOLE = 1e15;

    private Numbers() {}

    /** Four significant digits or so; a dash for what is no number. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f", value);
    }

    /** Mean and interval. */
    public static String estimate(Estimate estimate) {
        String mean = mean(estimate);
        return estimate.interval()
                .map(interval -> mean + " " + interval(interval))
                .orElse(mean);
    }

    /** Runs that diverged have negative infinity for a score, and can be in the middle half. */
    private static String mean(Estimate estimate) {
        return estimate.mean() == Double.NEGATIVE_INFINITY ? "below any score" : number(estimate.mean());
    }

    /** Both ends in brackets; an end is infinite because of runs that diverged. */
    public static String interval(Interval interval) {
        return "[" + end(interval.low()) + ", " + end(interval.high()) + "]";
    }

    private static String end(double value) {
        return Double.isInfinite(value) ? "diverged" : number(value);
    }

    /** A mean with its interval and n. */
    public static Cell cell(Estimate estimate) {
        String interval = estimate.interval().map(Numbers::interval).orElse(estimate.n() == 1 ? "one seed" : "");
        return estimate.n() == 0
                ? new Cell("-", "n=0")
                : new Cell(mean(estimate), (interval + " n=" + estimate.n()).strip());
    }

    /** So many of so many, with Wilson's interval of the share. */
    public static Cell share(int some, int n) {
        return n == 0
                ? new Cell("-", "n=0")
                : new Cell("%d of %d".formatted(some, n), interval(Interval.ofShare(some, n)));
    }

    /** Adds values for a drawing: six digits, more than a screen shows; what is no finite number becomes null, a gap. */
    public static void draw(ArrayNode to, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                to.addNull();
            } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
                to.add((long) value);
            } else {
                to.add(BigDecimal.valueOf(value).round(DIGITS).doubleValue());
            }
        }
    }
}
