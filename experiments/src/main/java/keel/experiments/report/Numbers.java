package keel.experiments.report;

import java.util.Locale;
import keel.experiments.report.document.Cell;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;

/** How numbers look to a person. */
public final class Numbers {
    private Numbers() {}

    /** Four significant digits or so. */
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
        String mean = number(estimate.mean());
        return estimate.interval()
                .map(interval -> mean + " " + interval(interval))
                .orElse(mean);
    }

    /** Both ends in brackets. */
    public static String interval(Interval interval) {
        return "[" + number(interval.low()) + ", " + number(interval.high()) + "]";
    }

    /** A mean with its interval and n. */
    public static Cell cell(Estimate estimate) {
        String interval = estimate.interval().map(Numbers::interval).orElse(estimate.n() == 1 ? "one seed" : "");
        return estimate.n() == 0
                ? new Cell("-", "n=0")
                : new Cell(number(estimate.mean()), (interval + " n=" + estimate.n()).strip());
    }

    /** So many of so many, with Wilson's interval of the share. */
    public static Cell share(int some, int n) {
        return n == 0
                ? new Cell("-", "n=0")
                : new Cell("%d of %d".formatted(some, n), interval(Interval.ofShare(some, n)));
    }
}
