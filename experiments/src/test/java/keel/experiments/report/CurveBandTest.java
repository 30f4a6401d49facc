package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;
import org.junit.jupiter.api.Test;

class CurveBandTest {
    @Test
    void joinsSeedsWhereTheyWereMeasuredAndOneThatEndedEarlyLeavesTheOthers() {
        ScoreCurve whole = new ScoreCurve(new double[] {10, 20, 30}, new double[] {1, 3, 5});
        ScoreCurve early = new ScoreCurve(new double[] {10, 20}, new double[] {3, Double.NaN});
        double[] grid = CurveBand.grid(List.of(List.of(whole, early)), 800);
        assertArrayEquals(new double[] {10, 20, 30}, grid);
        CurveBand band = CurveBand.of(List.of(whole, early), grid);
        assertArrayEquals(new double[] {2, 3, 5}, band.mean());
        assertArrayEquals(new double[] {1, 3, 5}, band.low());
        assertArrayEquals(new double[] {3, 3, 5}, band.high());
        assertArrayEquals(new int[] {2, 1, 1}, band.seeds());
    }

    @Test
    void longCurvesAreThinnedByMeans() {
        int n = 8000;
        ScoreCurve line = new ScoreCurve(
                IntStream.range(0, n).mapToDouble(i -> i).toArray(),
                IntStream.range(0, n).mapToDouble(i -> i % 2 == 0 ? 0 : 2).toArray());
        double[] grid = CurveBand.grid(List.of(List.of(line)), 800);
        assertEquals(800, grid.length);
        CurveBand band = CurveBand.of(List.of(line), grid);
        for (double mean : band.mean()) {
            assertEquals(1, mean, 0.2);
        }
        assertTrue(grid[0] > 0 && grid[grid.length - 1] < n);
    }

    /** Episodes of two seeds, one always 10 better, never end at the same step: the mean must not jump between the seeds. */
    @Test
    void seedsMeasuredAtDifferentPlacesAreJoinedBeforeTheyAreAveraged() {
        int n = 300;
        ScoreCurve low =
                new ScoreCurve(IntStream.range(0, n).mapToDouble(i -> 10 * i).toArray(), new double[n]);
        ScoreCurve high = new ScoreCurve(
                IntStream.range(0, n).mapToDouble(i -> 10 * i + 3).toArray(),
                IntStream.range(0, n).mapToDouble(i -> 10).toArray());
        double[] grid = CurveBand.grid(List.of(List.of(low, high)), 800);
        CurveBand band = CurveBand.of(List.of(low, high), grid);
        assertTrue(grid.length >= 100, "resolution was thrown away: " + grid.length);
        long both = IntStream.of(band.seeds()).filter(seeds -> seeds == 2).count();
        assertTrue(both >= 0.95 * grid.length, both + " of " + grid.length);
        for (int i = 0; i < grid.length; i++) {
            if (band.seeds()[i] == 2) {
                assertEquals(5, band.mean()[i]);
            }
        }
    }

    @Test
    void settingsMeasuredAtDifferentPlacesKeepTheirOwn() {
        ScoreCurve every10 = new ScoreCurve(new double[] {10, 20, 30}, new double[] {1, 2, 3});
        ScoreCurve every15 = new ScoreCurve(new double[] {15, 30}, new double[] {4, 5});
        double[] grid = CurveBand.grid(List.of(List.of(every10, every10), List.of(every15)), 800);
        assertArrayEquals(new double[] {10, 15, 20, 30}, grid);
    }
}
