package keel.experiments.stability.aggregate;

import static keel.experiments.stability.aggregate.Rliable.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import keel.experiments.stability.ReferenceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatesTest {
    private static final double EXACT = 1e-12;
    private static final double LOST = Double.NEGATIVE_INFINITY;

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C", "T", "U"})
    void equalRliable(String algorithm) {
        RunScores scores = Rliable.scores(algorithm);
        JsonNode expected = REFERENCE.path("aggregates").path(algorithm);
        assertEquals(expected.path("median").asDouble(), Aggregates.median(scores), EXACT);
        assertEquals(expected.path("iqm").asDouble(), Aggregates.interquartileMean(scores), EXACT);
        assertEquals(expected.path("mean").asDouble(), Aggregates.mean(scores), EXACT);
        assertEquals(expected.path("optimality_gap").asDouble(), Aggregates.optimalityGap(scores, 1), EXACT);
        double half = REFERENCE.path("optimality_gap_gamma0.5").path(algorithm).asDouble();
        assertEquals(half, Aggregates.optimalityGap(scores, 0.5), EXACT);
    }

    /** One to ten scores, evenly spread and skewed: where n is no multiple of 4 less than half is cut. */
    @Test
    void theInterquartileMeanOfFewScoresEqualsRliable() {
        REFERENCE.path("trim_mean_small_n").forEach(AggregatesTest::assertTrimmed);
        REFERENCE.path("trim_mean_asymmetric").forEach(AggregatesTest::assertTrimmed);
    }

    private static void assertTrimmed(JsonNode example) {
        RunScores scores = RunScores.of(ReferenceFile.numbers(example.path("in")));
        assertEquals(example.path("iqm").asDouble(), Aggregates.interquartileMean(scores), EXACT);
    }

    /** Means of tasks 2 and 10. Of the five runs 1, 2, 3, 10, 10 one is cut from either end: (2 + 3 + 10) / 3. */
    @Test
    void tasksWithUnequalRunsCountTheSameExceptInTheInterquartileMean() {
        RunScores scores = RunScores.of(new double[] {3, 1, 2}, new double[] {10, 10});
        assertEquals(6, Aggregates.mean(scores), EXACT);
        assertEquals(6, Aggregates.median(scores), EXACT);
        assertEquals(5, Aggregates.interquartileMean(scores), EXACT);
        assertEquals(4 - (2 + 4) / 2.0, Aggregates.optimalityGap(scores, 4), EXACT);
    }

    /** A run that diverged is worse than any that did not, by no number one could name. */
    @Test
    void theWorstPossibleScoreIsCutWhileItIsRare() {
        assertEquals(2.5, Aggregates.interquartileMean(RunScores.of(new double[] {LOST, 2, 3, 9})));
        RunScores half = RunScores.of(new double[] {LOST, LOST, 3, 9});
        assertEquals(LOST, Aggregates.interquartileMean(half));
        assertEquals(LOST, Aggregates.mean(half));
        assertEquals(Double.POSITIVE_INFINITY, Aggregates.optimalityGap(half, 1));
    }

    @Test
    void whatIsNoScoreIsRefused() {
        assertThrows(IllegalArgumentException.class, RunScores::of);
        assertThrows(IllegalArgumentException.class, () -> RunScores.of(new double[] {1}, new double[0]));
        assertThrows(IllegalArgumentException.class, () -> RunScores.of(new double[] {1, Double.NaN}));
    }

    @Test
    void scoresDoNotChangeWithTheArrayTheyCameFrom() {
        double[] given = {1, 2, 3};
        RunScores scores = RunScores.of(given);
        given[0] = 100;
        assertEquals(2, Aggregates.mean(scores), EXACT);
    }
}
