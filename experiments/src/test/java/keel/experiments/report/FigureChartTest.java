package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Band;
import keel.experiments.report.document.LineFigure.Level;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.LineFigure.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureChartTest {
    @TempDir
    private Path folder;

    private static Line line(String name, double... middle) {
        double[] low = middle.clone();
        return new Line(
                OptionalInt.empty(),
                name,
                3,
                Optional.empty(),
                middle,
                Optional.of(new Band(low, middle)),
                List.of(),
                Optional.empty());
    }

    private static LineFigure overRates(double[] rates, List<Line> lines, List<Span> spans) {
        return new LineFigure(
                "rates",
                "Score",
                Optional.empty(),
                new Axis("rate", true),
                new Axis("score", false),
                rates,
                lines,
                spans,
                List.of(new Level(0.5, "half")));
    }

    private BufferedImage drawn(LineFigure figure) throws IOException {
        Path file = folder.resolve("figure.png");
        assertTrue(FigureChart.write(figure, List.of(), file));
        return ImageIO.read(file.toFile());
    }

    /** Two settings may have one name, and a level may be called as a line is. */
    @Test
    void equalNamesAreDrawn() throws IOException {
        double[] rates = {1e-4, 1e-3};
        drawn(overRates(rates, List.of(line("half", 0, 1), line("half", 1, 0)), List.of()));
    }

    @Test
    void aRateOfZeroHasNoPlaceOnALogarithmicAxis() throws IOException {
        LineFigure with = overRates(new double[] {0, 1e-4, 1e-3}, List.of(line("a", 0.2, 0, 1)), List.of());
        LineFigure without = overRates(new double[] {1e-4, 1e-3}, List.of(line("a", 0, 1)), List.of());
        assertEquals(List.of(), differences(drawn(with), drawn(without)));
        LineFigure nothing = overRates(new double[] {0, 1e-4}, List.of(line("a", 1, Double.NaN)), List.of());
        assertFalse(FigureChart.write(nothing, List.of(), folder.resolve("nothing.png")));
    }

    /** From 1e-4 to 1e-3 of three decades, the middle third of the plot. */
    @Test
    void anIntervalIsShadedBehindTheLines() throws IOException {
        double[] rates = {1e-5, 1e-4, 1e-3, 1e-2};
        List<Line> lines = List.of(line("a", 0, 1, 1, 0));
        BufferedImage image = drawn(overRates(rates, lines, List.of(new Span(1e-4, 1e-3, "stable"))));
        int y = image.getHeight() / 3;
        int inside = image.getRGB(420, y);
        assertNotEquals(inside, image.getRGB(110, y));
        long shaded = IntStream.range(0, 800)
                .filter(x -> image.getRGB(x, y) == inside)
                .count();
        assertTrue(shaded > 150 && shaded < 350, () -> shaded + " pixels are shaded");
    }

    private static List<Integer> differences(BufferedImage one, BufferedImage other) {
        return IntStream.range(0, one.getWidth() * one.getHeight())
                .filter(i -> one.getRGB(i % one.getWidth(), i / one.getWidth())
                        != other.getRGB(i % one.getWidth(), i / one.getWidth()))
                .boxed()
                .toList();
    }
}
