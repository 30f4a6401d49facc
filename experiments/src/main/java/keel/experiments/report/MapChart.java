package keel.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import keel.experiments.report.document.MapFigure;
import keel.experiments.report.document.MapFigure.Boundary;
import keel.experiments.report.document.MapFigure.MapCell;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.verdict.Verdict;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A map of two rates as a picture: a square a cell with its text, and the boundary over them. Axes are the places of the rates
 * among those that were tried, so that cells are equally large, however far the rates are apart, and a rate of 0 has one.
 */
final class MapChart {
    private static final int SIDE = 900;
    /** Of the picture's side, what titles leave to the plot. */
    private static final double PLOT = 0.85;
    /** Of the cells' width and height, what the rates' labels get beside them. */
    private static final double LABELS = 0.1;

    /** Of a square's side, which leaves a thin gap to the next. */
    private static final double HALF = 0.495;

    private static final int STEPS = 10;
    private static final int LARGEST_TEXT = 15;
    /** Of a letter's height, about its width. */
    private static final double LETTER = 0.62;
    /** Told apart in grey and by people who see no red or no green; the text in the cells says it, too. */
    private static final Map<Verdict, Color> VERDICTS = Map.of(
            Verdict.STEADY, new Color(0x5fa3e0),
            Verdict.NOISY, new Color(0xb8d8f2),
            Verdict.TOO_SLOW, new Color(0xc9c9c9),
            Verdict.OSCILLATING, new Color(0xf0b429),
            Verdict.COLLAPSED, new Color(0xe58a52),
            Verdict.DIVERGED, new Color(0xc65a5a),
            Verdict.NOT_JUDGED, new Color(0xf4f4f4));

    private static final Color LOW = new Color(0xfff3d6);
    private static final Color HIGH = new Color(0x1f5a99);

    private MapChart() {}

    static XYChart of(MapFigure figure) {
        XYChart chart = new XYChartBuilder()
                .width(SIDE)
                .height(SIDE)
                .title(figure.boundary()
                        .map(boundary -> "%s (line: %s)".formatted(figure.heading(), boundary.label()))
                        .orElse(figure.heading()))
                .xAxisTitle(figure.xLabel())
                .yAxisTitle(figure.yLabel())
                .build();
        int columns = figure.columns().length;
        int rows = figure.rows().length;
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAxisTicksVisible(false);
        chart.getStyler().setPlotContentSize(1);
        chart.getStyler().setXAxisMin(-0.5 - LABELS * columns);
        chart.getStyler().setXAxisMax(columns - 0.5);
        chart.getStyler().setYAxisMin(-0.5 - LABELS * rows);
        chart.getStyler().setYAxisMax(rows - 0.5);
        chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, textSize(figure)));
        figure.cells().forEach(cell -> square(chart, figure, cell));
        figure.boundary().ifPresent(boundary -> boundary(chart, figure, boundary));
        figure.cells().forEach(cell -> write(chart, cell.text(), cell.column(), cell.row()));
        for (int i = 0; i < columns; i++) {
            write(chart, SettingRates.text(figure.columns()[i]), i, -0.5 - LABELS * rows / 2);
        }
        for (int i = 0; i < rows; i++) {
            write(chart, SettingRates.text(figure.rows()[i]), -0.5 - LABELS * columns / 2, i);
        }
        return chart;
    }

    /** As large as the longest text has room for. */
    private static int textSize(MapFigure figure) {
        int longest = Stream.concat(
                        figure.cells().stream().map(MapCell::text),
                        Arrays.stream(figure.columns()).mapToObj(SettingRates::text))
                .mapToInt(String::length)
                .max()
                .orElse(1);
        double cell = SIDE * PLOT / (1 + LABELS) / figure.columns().length;
        return (int) Math.min(LARGEST_TEXT, cell / (longest * LETTER));
    }

    private static void write(XYChart chart, String text, double x, double y) {
        chart.addAnnotation(new AnnotationText(text, x, y, false));
    }

    private static void square(XYChart chart, MapFigure figure, MapCell cell) {
        double left = cell.column() - HALF;
        double right = cell.column() + HALF;
        double low = cell.row() - HALF;
        double high = cell.row() + HALF;
        XYSeries series = chart.addSeries(
                "cell %d %d".formatted(cell.column(), cell.row()),
                new double[] {left, right, right, left},
                new double[] {low, low, high, high});
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setMarker(SeriesMarkers.NONE);
        series.setFillColor(color(figure, cell));
        series.setLineStyle(SeriesLines.NONE);
    }

    private static Color color(MapFigure figure, MapCell cell) {
        if (figure.scale().isEmpty()) {
            return VERDICTS.get(cell.verdict());
        }
        if (Double.isNaN(cell.value())) {
            return VERDICTS.get(Verdict.NOT_JUDGED);
        }
        double share = (double) step(figure, cell) / STEPS;
        // Text stays dark: the deepest tone is left out.
        return mixed(0.75 * share);
    }

    private static Color mixed(double share) {
        return new Color(
                between(LOW.getRed(), HIGH.getRed(), share),
                between(LOW.getGreen(), HIGH.getGreen(), share),
                between(LOW.getBlue(), HIGH.getBlue(), share));
    }

    private static int between(int low, int high, double share) {
        return (int) Math.round(low + share * (high - low));
    }

    private static int step(MapFigure figure, MapCell cell) {
        double low = figure.scale().orElseThrow().low();
        double high = figure.scale().orElseThrow().high();
        double share = high > low ? (Math.max(low, cell.value()) - low) / (high - low) : 1;
        return (int) Math.round(Math.min(1, share) * STEPS);
    }

    private static void boundary(XYChart chart, MapFigure figure, Boundary boundary) {
        XYSeries series = chart.addSeries(
                boundary.label(),
                joined(boundary.pieces(), 0, figure.columns()),
                joined(boundary.pieces(), 1, figure.rows()));
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.BLACK);
        series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** Places of one coordinate of all pieces; a gap after each. */
    private static double[] joined(List<double[]> pieces, int coordinate, double[] rates) {
        return pieces.stream()
                .flatMapToDouble(piece -> {
                    double to = place(rates, piece[coordinate + 2]);
                    return DoubleStream.of(place(rates, piece[coordinate]), to, coordinate == 0 ? to : Double.NaN);
                })
                .toArray();
    }

    /**
     * Where a rate lies among others: at the place of one of them, and in between by its logarithm.
     *
     * @param rates rising, above 0
     * @param rate from the first to the last of them
     */
    static double place(double[] rates, double rate) {
        int above = 1;
        while (above < rates.length - 1 && rates[above] < rate) {
            above++;
        }
        return rates.length == 1
                ? 0
                : above - 1 + Math.log(rate / rates[above - 1]) / Math.log(rates[above] / rates[above - 1]);
    }
}
