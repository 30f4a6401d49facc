package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import keel.experiments.stability.Falls.Fall;
import org.junit.jupiter.api.Test;

class FallsTest {
    /** Measured at 10, 20, 30, ... */
    static ScoreCurve curve(double... scores) {
        return new ScoreCurve(
                IntStream.rangeClosed(1, scores.length)
                        .mapToDouble(i -> 10.0 * i)
                        .toArray(),
                scores);
    }

    /** From 9 at 20 down to 1, and back at 8 >= 9 - 6 / 2; a fall of 4 is none. */
    @Test
    void aFallHasADepthAndEndsWhereTheScoreIsNearlyBack() {
        List<Fall> falls = Falls.of(curve(5, 9, 4, 1, 5, 8, 4, 9), 6);
        assertEquals(List.of(new Fall(20, 9, 1, OptionalDouble.of(60))), falls);
        assertEquals(8, falls.get(0).depth());
        assertEquals(40, falls.get(0).duration().getAsDouble());
    }

    @Test
    void aFallThatNeverEndsHasNoDuration() {
        List<Fall> falls = Falls.of(curve(0, 10, 10, 2, 3, 2), 5);
        assertEquals(List.of(new Fall(30, 10, 2, OptionalDouble.empty())), falls);
        assertEquals(OptionalDouble.empty(), falls.get(0).duration());
    }

    @Test
    void everyOneOfSeveralFallsCounts() {
        assertEquals(3, Falls.of(curve(10, 0, 10, 0, 10, 0, 10), 5).size());
        assertEquals(0, Falls.of(curve(10, 6, 10, 6, 10), 5).size());
        assertEquals(List.of(), Falls.of(curve(), 5));
    }

    /** A constant shift moves peaks and troughs, and neither depths nor times. */
    @Test
    void aConstantShiftChangesNoDepth() {
        List<Fall> falls = Falls.of(curve(5, 9, 1, 8, 2), 6);
        List<Fall> shifted = Falls.of(curve(-95, -91, -99, -92, -98), 6);
        assertEquals(
                falls.stream().map(Fall::depth).toList(),
                shifted.stream().map(Fall::depth).toList());
        assertEquals(
                falls.stream().map(Fall::recovered).toList(),
                shifted.stream().map(Fall::recovered).toList());
    }
}
