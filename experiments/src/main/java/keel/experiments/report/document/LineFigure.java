package keel.experiments.report.document;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lines over a common x. NaN is a gap.
 *
 * @param metric its name in files, if it is one
 * @param spans intervals of x with a meaning
 * @param levels values of y with a meaning
 */
public record LineFigure(
        String id,
        String heading,
        Optional<String> metric,
        Axis x,
        Axis y,
        double[] places,
        List<Line> lines,
        List<Span> spans,
        List<Level> levels)
        implements Figure {
    public LineFigure {
        lines = List.copyOf(lines);
        spans = List.copyOf(spans);
        levels = List.copyOf(levels);
    }

    /** An axis; of a logarithmic one, values of 0 and less are left out. */
    public record Axis(String label, boolean logarithmic) {}

    /**
     * One line and its band.
     *
     * @param setting whose it is, if a single one's
     * @param name for a person
     * @param n seeds
     * @param measured how many of the seeds were measured at each place
     * @param band the lower and the upper edge
     * @param seeds each seed's own line
     * @param points which setting each place stands for
     */
    public record Line(
            OptionalInt setting,
            String name,
            int n,
            Optional<int[]> measured,
            double[] middle,
            Optional<Band> band,
            List<SeedLine> seeds,
            Optional<int[]> points) {}

    /** Both edges of a line's band. */
    public record Band(double[] low, double[] high) {}

    /** One seed's line. */
    public record SeedLine(String name, double[] values) {}

    /** An interval of x. */
    public record Span(double from, double to, String label) {}

    /** A value of y. */
    public record Level(double y, String label) {}
}
