package keel.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import keel.experiments.report.RateMap.Cell;
import keel.experiments.report.RateMap.Result;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A {@link RateMap} as a picture: a square a pair of rates, and the line at which theory's radius is 1. */
public final class RateMapChart {
    private static final int SIDE = 860;
    private static final int MARKER = 26;
    /** Beyond the outermost rates, as a factor. */
    private static final double MARGIN = 1.5;
    /** Told apart in grey and by people who see no red or no green. */
    private static final Map<Result, Color> COLORS = Map.of(
            Result.HELD, new Color(0x2b6cb0),
            Result.MIXED, new Color(0x90bfe8),
            Result.LOST, new Color(0xf0b429),
            Result.DIVERGED, new Color(0x9b2c2c));

    private RateMapChart() {}

    /** Writes a PNG file. */
    public static void write(RateMap map, String title, Path file) throws IOException {
        ChartStyle.needNoScreen();
        XYChart chart = new XYChartBuilder()
                .width(SIDE)
                .height(SIDE)
                .title(title)
                .xAxisTitle("highest rate of the generator")
                .yAxisTitle("highest rate of the discriminator")
                .build();
        double[] x = widened(map.reach(true));
        double[] y = widened(map.reach(false));
        style(chart.getStyler(), x, y);
        for (Result result : Result.values()) {
            List<Cell> cells =
                    map.cells().stream().filter(cell -> cell.result() == result).toList();
            if (!cells.isEmpty()) {
                XYSeries series = chart.addSeries(
                        result.text(),
                        cells.stream().mapToDouble(Cell::rateGenerator).toArray(),
                        cells.stream().mapToDouble(Cell::rateDiscriminator).toArray());
                series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
                series.setMarker(SeriesMarkers.SQUARE);
                series.setMarkerColor(COLORS.get(result));
            }
        }
        map.theory().ifPresent(theory -> {
            List<double[]> pieces = theory.boundary(x, y);
            if (!pieces.isEmpty()) {
                draw(chart, pieces, theory.label());
            }
        });
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(List.of(chart), 1, 1, out, BitmapEncoder.BitmapFormat.PNG);
        }
    }

    private static double[] widened(double[] reach) {
        return new double[] {reach[0] / MARGIN, reach[1] * MARGIN};
    }

    /** All pieces as one series, with gaps between them. */
    private static void draw(XYChart chart, List<double[]> pieces, String name) {
        double[] x = pieces.stream()
                .flatMap(piece -> Stream.of(piece[0], piece[2], piece[2]))
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] y = pieces.stream()
                .flatMap(piece -> Stream.of(piece[1], piece[3], Double.NaN))
                .mapToDouble(Double::doubleValue)
                .toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.BLACK);
        series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private static void style(XYStyler styler, double[] x, double[] y) {
        ChartStyle.apply(styler);
        styler.setMarkerSize(MARKER);
        styler.setXAxisLogarithmic(true);
        styler.setYAxisLogarithmic(true);
        styler.setXAxisMin(x[0]);
        styler.setXAxisMax(x[1]);
        styler.setYAxisMin(y[0]);
        styler.setYAxisMax(y[1]);
    }
}
