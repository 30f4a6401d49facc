package keel.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A map of two rates as a picture: a square a cell with its text, and the boundary over them. Axes are logarithms of rates. */
final class MapChart {
    private static final int SIDE = 900;
    /** Of the picture's side, what the axes leave to the plot. */
    private static final double PLOT = 0.74;

    private static final int STEPS = 10;
    private static final int TEXT = 15;
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
                .title(figure.heading())
                .xAxisTitle(figure.xLabel())
                .yAxisTitle(figure.yLabel())
                .build();
        ChartStyle.apply(chart.getStyler());
        int cells = Math.max(figure.columns().length, figure.rows().length);
        chart.getStyler().setMarkerSize((int) (SIDE * PLOT / cells * 0.97));
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setLegendVisible(figure.boundary().isPresent());
        chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, TEXT));
        limits(chart, figure);
        chart.setCustomXAxisTickLabelsFormatter(x -> SettingRates.text(Math.pow(10, x)));
        chart.setCustomYAxisTickLabelsFormatter(y -> SettingRates.text(Math.pow(10, y)));
        squares(chart, figure);
        figure.boundary().ifPresent(boundary -> boundary(chart, boundary));
        for (MapCell cell : figure.cells()) {
            chart.addAnnotation(new AnnotationText(
                    cell.text(),
                    Math.log10(figure.columns()[cell.column()]),
                    Math.log10(figure.rows()[cell.row()]),
                    false));
        }
        return chart;
    }

    private static void limits(XYChart chart, MapFigure figure) {
        double[] x = widened(figure.columns());
        double[] y = widened(figure.rows());
        chart.getStyler().setXAxisMin(x[0]);
        chart.getStyler().setXAxisMax(x[1]);
        chart.getStyler().setYAxisMin(y[0]);
        chart.getStyler().setYAxisMax(y[1]);
    }

    /** Half a cell beyond the outermost rates. */
    private static double[] widened(double[] rates) {
        double low = Math.log10(rates[0]);
        double high = Math.log10(rates[rates.length - 1]);
        double half = rates.length == 1 ? 0.5 : (high - low) / (rates.length - 1) / 2;
        return new double[] {low - half, high + half};
    }

    /** One series a colour. */
    private static void squares(XYChart chart, MapFigure figure) {
        Map<String, List<MapCell>> byColor = new TreeMap<>();
        figure.cells()
                .forEach(cell -> byColor.merge(
                        name(figure, cell),
                        List.of(cell),
                        (one, other) ->
                                Stream.concat(one.stream(), other.stream()).toList()));
        byColor.forEach((name, cells) -> {
            XYSeries series = chart.addSeries(
                    name,
                    cells.stream()
                            .mapToDouble(cell -> Math.log10(figure.columns()[cell.column()]))
                            .toArray(),
                    cells.stream()
                            .mapToDouble(cell -> Math.log10(figure.rows()[cell.row()]))
                            .toArray());
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(SeriesMarkers.SQUARE);
            series.setMarkerColor(color(figure, cells.get(0)));
            series.setShowInLegend(false);
        });
    }

    private static String name(MapFigure figure, MapCell cell) {
        return figure.scale().isEmpty()
                ? cell.verdict().text()
                : Double.isNaN(cell.value()) ? "-" : String.format(Locale.ROOT, "%02d", step(figure, cell));
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

    private static void boundary(XYChart chart, Boundary boundary) {
        XYSeries series = chart.addSeries(boundary.label(), joined(boundary.pieces(), 0), joined(boundary.pieces(), 1));
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.BLACK);
        series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** Logarithms of one coordinate of all pieces; a gap after each. */
    private static double[] joined(List<double[]> pieces, int coordinate) {
        return pieces.stream()
                .flatMap(piece -> Stream.of(
                        Math.log10(piece[coordinate]),
                        Math.log10(piece[coordinate + 2]),
                        coordinate == 0 ? Math.log10(piece[2]) : Double.NaN))
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
