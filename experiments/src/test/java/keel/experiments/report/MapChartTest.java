package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import keel.experiments.report.document.MapFigure;
import keel.experiments.report.document.MapFigure.Boundary;
import keel.experiments.report.document.MapFigure.MapCell;
import keel.experiments.report.document.MapFigure.Scale;
import keel.experiments.stability.verdict.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYSeries;

class MapChartTest {
    @BeforeAll
    static void needNoScreen() {
        ChartStyle.needNoScreen();
    }

    /** Every cell has the value of its column. */
    private static MapFigure map(double[] columns, double[] rows, Optional<Boundary> boundary, double... values) {
        List<MapCell> cells = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                cells.add(new MapCell(column, row, OptionalInt.empty(), values[column], "x", "", Verdict.NOT_JUDGED));
            }
        }
        return new MapFigure(
                "map", "Map", "rate of a", "rate of b", columns, rows, cells, Optional.of(new Scale(0, 1)), boundary);
    }

    /** Runs of one colour along the middle of a picture's lowest row of cells, of more than a label's width. */
    private static List<Integer> widths(MapFigure figure) {
        BufferedImage image = BitmapEncoder.getBufferedImage(MapChart.of(figure));
        int y = (int) (image.getHeight() * 0.75);
        List<Integer> widths = new ArrayList<>();
        int from = 0;
        for (int x = 1; x < image.getWidth(); x++) {
            if (image.getRGB(x, y) != image.getRGB(from, y)) {
                if (x - from > 20 && image.getRGB(from, y) != 0xffffffff) {
                    widths.add(x - from);
                }
                from = x;
            }
        }
        return widths;
    }

    /** The first two rates are 0 and 1e-5, the others a decade or half of one apart. */
    @Test
    void cellsAreEquallyWideHoweverFarTheirRatesAreApart() {
        double[] uneven = {0, 1e-5, 1e-4, 3e-4};
        List<Integer> widths = widths(map(uneven, new double[] {1e-3}, Optional.empty(), 0, 0.3, 0.6, 1));
        assertEquals(4, widths.size(), widths::toString);
        widths.forEach(width -> assertEquals(widths.get(0), width, 2, widths::toString));
    }

    /** The square root of 1e-5 · 1e-3 lies half a cell beyond the first of them, whatever comes next. */
    @Test
    void aBoundaryLiesBetweenCellsByTheLogarithmOfItsRates() {
        double[] rates = {1e-5, 1e-3, 3e-3};
        assertEquals(0.5, MapChart.place(rates, 1e-4), 1e-12);
        assertArrayEquals(
                new double[] {0, 1, 2},
                IntStream.range(0, 3)
                        .mapToDouble(i -> MapChart.place(rates, rates[i]))
                        .toArray(),
                1e-12);
        assertEquals(0, MapChart.place(new double[] {1e-5}, 1e-5));
        Boundary diagonal = new Boundary(List.of(new double[] {1e-5, 1e-3, 1e-4, 3e-3}), "edge");
        XYSeries line =
                MapChart.of(map(rates, rates, Optional.of(diagonal), 0, 0, 0)).getSeries("edge");
        assertArrayEquals(new double[] {0, 0.5, 0.5}, line.getXData(), 1e-12);
        assertArrayEquals(new double[] {1, 2, Double.NaN}, line.getYData(), 1e-12);
    }

    @Test
    void aCellBelowAnyScoreHasTheLowestColourAndOneThatWasNotJudgedHasNone() {
        double[] rates = {1e-4, 1e-3, 1e-2};
        MapFigure figure = map(rates, new double[] {1e-3}, Optional.empty(), Double.NEGATIVE_INFINITY, 0, Double.NaN);
        var chart = MapChart.of(figure);
        assertEquals(
                chart.getSeries("cell 1 0").getFillColor(),
                chart.getSeries("cell 0 0").getFillColor());
        assertNotEquals(
                chart.getSeries("cell 2 0").getFillColor(),
                chart.getSeries("cell 0 0").getFillColor());
    }
}
