package keel.experiments.report.document;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import keel.experiments.stability.verdict.Verdict;

/**
 * A map over two rates.
 *
 * @param columns rates along x, rising
 * @param rows rates along y, rising
 * @param scale what the colours run over; empty where they stand for verdicts
 * @param boundary a line over the cells
 */
public record MapFigure(
        String id,
        String heading,
        String xLabel,
        String yLabel,
        double[] columns,
        double[] rows,
        List<MapCell> cells,
        Optional<Scale> scale,
        Optional<Boundary> boundary)
        implements Figure {
    public MapFigure {
        cells = List.copyOf(cells);
    }

    /**
     * A cell.
     *
     * @param column its index
     * @param row its index
     * @param value NaN where there is none
     * @param text short
     * @param detail n and interval
     */
    public record MapCell(
            int column, int row, OptionalInt setting, double value, String text, String detail, Verdict verdict) {}

    /** Ends of a scale of colours. */
    public record Scale(double low, double high) {}

    /** A line in short pieces: of each, x and y of both ends, in rates. */
    public record Boundary(List<double[]> pieces, String label) {}
}
