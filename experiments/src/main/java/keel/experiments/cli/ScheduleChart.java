package keel.experiments.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import keel.experiments.report.ChartStyle;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of schedules: panels below each other, updates to the right. */
final class ScheduleChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 480;
    /** Of a curve with more updates, the smallest and the largest value in each of this many equal stretches are drawn. */
    private static final int STRETCHES = 2000;
    /** From the smallest to the largest rate: beyond this factor the axis is logarithmic. */
    private static final double LINEAR_SPAN = 100;
    /** Below the largest rate by this factor, a logarithmic axis ends. */
    private static final double LOGARITHMIC_SPAN = 1e6;

    private static final Color[] COLORS = {
        new Color(0x1f77b4), new Color(0xd95f02), new Color(0x2a9d5c), new Color(0x8e44ad), new Color(0x7f7f7f)
    };

    /**
     * One line.
     *
     * @param network its place among all networks, which have one colour each in all panels
     * @param values at update 0, 1, ...
     */
    record Line(int network, String label, double[] values) {}

    private final List<XYChart> panels = new ArrayList<>();

    ScheduleChart() {
        ChartStyle.needNoScreen();
    }

    /**
     * Adds a panel below those there are.
     *
     * @param fromZero whether a linear axis begins at 0
     */
    void add(String title, String axis, List<Line> lines, boolean fromZero) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("update")
                .yAxisTitle(axis)
                .build();
        double largest = positive(lines).max().orElse(1);
        double smallest = positive(lines).min().orElse(1);
        boolean logarithmic = largest > smallest * LINEAR_SPAN;
        style(chart.getStyler(), logarithmic);
        chart.getStyler().setXAxisMax((double) lines.get(0).values().length);
        double lowest = logarithmic ? largest / LOGARITHMIC_SPAN : 0;
        lines.forEach(line -> draw(chart, line, lowest));
        if (fromZero && !logarithmic) {
            chart.getStyler().setYAxisMin(0.0);
        }
        panels.add(chart);
    }

    private static DoubleStream positive(List<Line> lines) {
        return lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.values()))
                .filter(v -> v > 0);
    }

    private static void style(XYStyler styler, boolean logarithmic) {
        ChartStyle.apply(styler);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        styler.setYAxisLogarithmic(logarithmic);
        styler.setXAxisMin(0.0);
        styler.setXAxisTickMarkSpacingHint(110);
        styler.setXAxisDecimalPattern("#,##0");
        styler.setYAxisTickLabelsFormattingFunction(ScheduleChart::tick);
    }

    private static String tick(double value) {
        return value != 0 && (value < 1e-2 || value >= 1e4)
                ? String.format(Locale.ROOT, "%.2e", value)
                        .replaceFirst("\\.?0*e", "e")
                        .replace("e-0", "e-")
                : BigDecimal.valueOf(value)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** What lies at or below the end of a logarithmic axis leaves a gap. */
    private static void draw(XYChart chart, Line line, double lowest) {
        double[] values = line.values();
        int stretch = Math.max(1, (values.length + STRETCHES - 1) / STRETCHES);
        List<Integer> drawn = new ArrayList<>();
        for (int from = 0; from < values.length; from += stretch) {
            int smallest = from;
            int largest = from;
            for (int u = from; u < Math.min(values.length, from + stretch); u++) {
                smallest = values[u] < values[smallest] ? u : smallest;
                largest = values[u] > values[largest] ? u : largest;
            }
            drawn.add(Math.min(smallest, largest));
            if (smallest != largest) {
                drawn.add(Math.max(smallest, largest));
            }
        }
        // Half an update before the start is a gap: XChart labels equally spaced points themselves instead of round
        // numbers.
        double[] x = DoubleStream.concat(DoubleStream.of(-0.5), drawn.stream().mapToDouble(u -> u))
                .toArray();
        double[] y = DoubleStream.concat(
                        DoubleStream.of(Double.NaN),
                        drawn.stream().mapToDouble(u -> lowest > 0 && values[u] <= lowest ? Double.NaN : values[u]))
                .toArray();
        XYSeries series = chart.addSeries(line.label(), x, y);
        series.setLineColor(COLORS[line.network() % COLORS.length]);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    /** Writes all panels into one PNG file. */
    void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(panels, panels.size(), 1, out, BitmapEncoder.BitmapFormat.PNG);
        }
    }
}
