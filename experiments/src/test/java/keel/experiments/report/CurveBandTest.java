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
        double[] grid = CurveBand.grid(List.of(whole, early));
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
        double[] grid = CurveBand.grid(List.of(line));
        assertEquals(CurveBand.MOST_POINTS, grid.length);
        CurveBand band = CurveBand.of(List.of(line), grid);
        for (double mean : band.mean()) {
            assertEquals(1, mean, 0.2);
        }
        assertTrue(grid[0] > 0 && grid[grid.length - 1] < n);
    }
}
