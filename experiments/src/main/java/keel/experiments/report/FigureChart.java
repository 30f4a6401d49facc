package keel.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.LineFigure.Span;
import keel.experiments.report.document.MapFigure;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Figures of a report as PNG files for a paper. */
public final class FigureChart {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 600;
    private static final int TICK_PIXELS = 110;
    /** Places from which on whole numbers do. */
    private static final double MANY = 1_000;

    /** More lines cannot be told apart in print. */
    private static final int MOST_LINES = 8;
    /** Bands of more lines hide each other. */
    private static final int MOST_BANDS = 3;
    /** Of an interval of x. */
    private static final Color SHADE = new Color(0xe8f1e4);
    /** Fewer points are drawn as points, too. */
    private static final int FEW = 40;
    /** Okabe and Ito's palette, which most colour-blind readers can tell apart. */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072b2),
            new Color(0xd55e00),
            new Color(0x009e73),
            new Color(0xcc79a7),
            new Color(0x8a6d00),
            new Color(0x56b4e9),
            new Color(0x444444),
            new Color(0xe69f00));

    private FigureChart() {}

    /**
     * Writes one figure.
     *
     * @param best settings in the order in which they are drawn if there is no room for all
     * @return whether there was anything to draw: a figure of lines that are all empty is none
     */
    public static boolean write(Figure figure, List<Integer> best, Path file) throws IOException {
        ChartStyle.needNoScreen();
        Optional<XYChart> chart =
                figure instanceof LineFigure lines ? lines(lines, best) : Optional.of(MapChart.of((MapFigure) figure));
        if (chart.isPresent()) {
            try (OutputStream out = Files.newOutputStream(file)) {
                BitmapEncoder.saveBitmap(List.of(chart.get()), 1, 1, out, BitmapEncoder.BitmapFormat.PNG);
            }
        }
        return chart.isPresent();
    }

    private static Optional<XYChart> lines(LineFigure figure, List<Integer> best) {
        List<Line> drawable = figure.lines().stream()
                .filter(line -> drawable(figure, line.middle()).length > 0)
                .toList();
        if (drawable.isEmpty()) {
            return Optional.empty();
        }
        List<Line> drawn = drawable.stream()
                .sorted(Comparator.comparingInt((Line line) ->
                        line.setting().isPresent() ? best.indexOf(line.setting().getAsInt()) : 0))
                .limit(MOST_LINES)
                .sorted(Comparator.comparingInt(drawable::indexOf))
                .toList();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(
                        drawn.size() < drawable.size()
                                ? "%s (%d of %d)".formatted(figure.heading(), drawn.size(), drawable.size())
                                : figure.heading())
                .xAxisTitle(figure.x().label())
                .yAxisTitle(figure.y().label())
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(figure.x().logarithmic());
        chart.getStyler().setYAxisLogarithmic(figure.y().logarithmic());
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        decimals(chart, figure);
        chart.getStyler().setXAxisTickMarkSpacingHint(TICK_PIXELS);
        boolean bands = drawn.size() <= MOST_BANDS;
        double[] heights = heights(figure, drawn, bands);
        figure.spans().forEach(span -> add(chart, span, heights));
        for (int i = 0; i < drawn.size(); i++) {
            add(chart, figure, drawn.get(i), COLORS.get(i % COLORS.size()), bands);
        }
        double[] places = Arrays.stream(figure.places())
                .filter(x -> !figure.x().logarithmic() || x > 0)
                .toArray();
        double[] ends = {places[0], places[places.length - 1]};
        figure.levels().forEach(level -> {
            XYSeries series = add(chart, level.label(), ends, new double[] {level.y(), level.y()});
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(Color.GRAY);
            series.setLineStyle(
                    new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
        });
        return Optional.of(chart);
    }

    /** The chart wants series to have different names, but lines and levels may be called the same: it knows them by number. */
    private static XYSeries add(XYChart chart, String label, double[] x, double[] y) {
        XYSeries series = chart.addSeries(
                "series %d".formatted(chart.getSeriesCollection().size()), x, y);
        series.setLabel(label);
        return series;
    }

    /** Smallest and largest of all that is drawn, intervals of x apart. */
    private static double[] heights(LineFigure figure, List<Line> drawn, boolean banded) {
        DoubleSummaryStatistics all = Stream.concat(
                        drawn.stream().map(Line::middle),
                        drawn.stream()
                                .flatMap(line -> line.band().filter(band -> banded).stream())
                                .flatMap(band -> Stream.of(band.low(), band.high())))
                .flatMapToDouble(values -> Arrays.stream(pick(values, drawable(figure, values))))
                .summaryStatistics();
        figure.levels().forEach(level -> all.accept(level.y()));
        return new double[] {all.getMin(), all.getMax()};
    }

    /** Shaded from the lowest to the highest, behind the lines. */
    private static void add(XYChart chart, Span span, double[] heights) {
        XYSeries series =
                add(chart, span.label(), new double[] {span.from(), span.to(), span.to(), span.from()}, new double[] {
                    heights[0], heights[0], heights[1], heights[1]
                });
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setMarker(SeriesMarkers.NONE);
        series.setFillColor(SHADE);
        series.setLineColor(SHADE);
    }

    /** Logarithmic axes have powers of ten, which need none. */
    private static void decimals(XYChart chart, LineFigure figure) {
        if (!figure.x().logarithmic()) {
            double last = figure.places()[figure.places().length - 1];
            chart.getStyler().setXAxisDecimalPattern(last >= MANY ? "#,##0" : "#,##0.##");
        }
        if (!figure.y().logarithmic()) {
            chart.getStyler().setYAxisDecimalPattern("#,##0.#####");
        }
    }

    private static void add(XYChart chart, LineFigure figure, Line line, Color color, boolean banded) {
        int[] places = drawable(figure, line.middle());
        double[] x = pick(figure.places(), places);
        XYSeries series = add(chart, "%s (n=%d)".formatted(line.name(), line.n()), x, pick(line.middle(), places));
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(places.length < FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setLineStyle(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        line.band().filter(band -> banded).ifPresent(band -> {
            edge(chart, figure, band.low(), color);
            edge(chart, figure, band.high(), color);
        });
    }

    /** An edge of a band: thin, faint, and not in the legend. */
    private static void edge(XYChart chart, LineFigure figure, double[] values, Color color) {
        int[] places = drawable(figure, values);
        if (places.length == 0) {
            return;
        }
        XYSeries series = add(chart, "", pick(figure.places(), places), pick(values, places));
        series.setShowInLegend(false);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 110));
        series.setLineStyle(new BasicStroke(0.9f));
    }

    /** Where there is a value, and a place for it on both axes. */
    private static int[] drawable(LineFigure figure, double[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> Double.isFinite(values[i]))
                .filter(i -> !figure.y().logarithmic() || values[i] > 0)
                .filter(i -> !figure.x().logarithmic() || figure.places()[i] > 0)
                .toArray();
    }

    private static double[] pick(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
    }
}
