package keel.experiments.stability.aggregate;

import static keel.experiments.stability.ReferenceFile.numbers;
import static keel.experiments.stability.aggregate.Rliable.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Equal draws make equal intervals, to the last digit; rliable's own draws make them equal to within Monte-Carlo error.
 *
 * <p>The file's blocks {@code basic}, {@code bc} and {@code bca} have no counterpart: reports, like rliable, give percentile
 * intervals. Basic ones leave the range that scores can have, such as shares above 1, and the two corrections need a normal
 * quantile of the point estimate's rank, which is infinite where few seeds agree and undefined where runs diverged.
 */
class StratifiedBootstrapTest {
    private static final double EXACT = 1e-12;
    private static final double MONTE_CARLO = 0.005;
    private static final int REPETITIONS = 50_000;

    private static RandomStream random(long seed) {
        return RandomStream.named(seed, "bootstrap");
    }

    private static void assertEnds(JsonNode lowsAndHighs, List<Interval> intervals, double tolerance, String message) {
        assertArrayEquals(numbers(lowsAndHighs.get(0)), lows(intervals), tolerance, message);
        assertArrayEquals(numbers(lowsAndHighs.get(1)), highs(intervals), tolerance, message);
    }

    private static double[] lows(List<Interval> intervals) {
        return intervals.stream().mapToDouble(Interval::low).toArray();
    }

    private static double[] highs(List<Interval> intervals) {
        return intervals.stream().mapToDouble(Interval::high).toArray();
    }

    /** 40 resamples of A, given by the index of the run drawn for every place. */
    private static double[][] statisticsOfGivenDraws() {
        JsonNode rows = REFERENCE.path("scores").path("A");
        JsonNode indices = REFERENCE.path("deterministic_bootstrap").path("indices[rep][run][task]");
        return IntStream.range(0, indices.size())
                .mapToObj(indices::get)
                .map(drawn -> Rliable.tasks(
                        3,
                        5,
                        (task, run) -> rows.get(drawn.get(run).get(task).asInt())
                                .get(task)
                                .asDouble()))
                .map(Rliable::columns)
                .toArray(double[][]::new);
    }

    @Test
    void equalsRliableOnGivenDraws() {
        JsonNode expected = REFERENCE.path("deterministic_bootstrap");
        double[][] statistics = statisticsOfGivenDraws();
        for (int i = 0; i < statistics.length; i++) {
            assertArrayEquals(numbers(expected.path("stats").get(i)), statistics[i], EXACT);
        }
        for (int column = 0; column < statistics[0].length; column++) {
            int of = column;
            double[] sorted = Arrays.stream(statistics)
                    .mapToDouble(row -> row[of])
                    .sorted()
                    .toArray();
            Interval interval = StratifiedBootstrap.middle(sorted);
            JsonNode ends = expected.path("percentile_ci_0.95");
            assertEquals(ends.get(0).get(column).asDouble(), interval.low(), EXACT);
            assertEquals(ends.get(1).get(column).asDouble(), interval.high(), EXACT);
            JsonNode arch = expected.path("arch_conf_int_same_indices").path("percentile");
            assertEquals(arch.get(0).get(column).asDouble(), interval.low(), EXACT);
            assertEquals(arch.get(1).get(column).asDouble(), interval.high(), EXACT);
            JsonNode narrower = expected.path("percentile_ci_0.9");
            assertEquals(narrower.get(0).get(column).asDouble(), StratifiedBootstrap.quantile(sorted, 0.05), EXACT);
            assertEquals(narrower.get(1).get(column).asDouble(), StratifiedBootstrap.quantile(sorted, 0.95), EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C"})
    void intervalsOfAggregatesEqualRliable(String algorithm) {
        RunScores scores = Rliable.scores(algorithm);
        for (int seed = 0; seed < 2; seed++) {
            List<Interval> intervals =
                    StratifiedBootstrap.intervals(scores, Rliable::columns, REPETITIONS, random(seed));
            assertEnds(
                    REFERENCE.path("mc_50000_reps_seed0").path("ci95").path(algorithm),
                    intervals,
                    MONTE_CARLO,
                    "seed 0");
            assertEnds(REFERENCE.path("mc_50000_reps_seed1_ci95").path(algorithm), intervals, MONTE_CARLO, "seed 1");
        }
        double[] point =
                numbers(REFERENCE.path("mc_50000_reps_seed0").path("point").path(algorithm));
        assertArrayEquals(point, Rliable.columns(scores), EXACT);
    }

    @Test
    void intervalsOverTasksEqualRliable() {
        List<Interval> intervals =
                StratifiedBootstrap.intervalsOverTasks(Rliable.scores("A"), Rliable::columns, REPETITIONS, random(0));
        assertEnds(REFERENCE.path("task_bootstrap_50000_seed0_A"), intervals, MONTE_CARLO, "tasks and runs drawn");
    }

    /**
     * Shares of 5 · 5 or 5 · 7 pairs in three tasks. Of rliable's 2,000 draws an end can miss by two steps, as the upper one of
     * A over B does: 2 million draws in NumPy give 17/75 and 51/75.
     */
    @ParameterizedTest
    @CsvSource({"A, B, 75", "A, C, 105"})
    void intervalsOfTheProbabilityOfImprovementEqualRliable(String one, String other, double pairs) {
        JsonNode expected = REFERENCE.path("poi_ci_2000reps_seed0").path(one + "," + other);
        RunScores first = Rliable.scores(one);
        RunScores second = Rliable.scores(other);
        Interval interval =
                StratifiedBootstrap.interval(first, second, ProbabilityOfImprovement::of, REPETITIONS, random(0));
        assertEnds(expected.path("ci95"), List.of(interval), 2 / pairs + EXACT, one + " over " + other);
        assertEquals(expected.path("point").get(0).asDouble(), ProbabilityOfImprovement.of(first, second), EXACT);
    }

    @Test
    void theIntervalOfTheProbabilityOfImprovementIsThatOfVeryManyDraws() {
        Interval interval = StratifiedBootstrap.interval(
                Rliable.scores("A"), Rliable.scores("B"), ProbabilityOfImprovement::of, REPETITIONS, random(0));
        assertEquals(17 / 75.0, interval.low(), EXACT);
        assertEquals(51 / 75.0, interval.high(), EXACT);
    }

    /** Shares of 15 or 21 runs: 2,000 draws of rliable's can miss an end by one step. */
    @ParameterizedTest
    @CsvSource({"A, 15", "B, 15", "C, 21"})
    void intervalsOfProfilesEqualRliable(String algorithm, double runs) {
        JsonNode expected = REFERENCE.path("profile_ci_2000reps_seed0").path(algorithm);
        double[] thresholds = numbers(REFERENCE.path("taus"));
        RunScores scores = Rliable.scores(algorithm);
        assertArrayEquals(numbers(expected.path("profile")), PerformanceProfile.ofRuns(scores, thresholds), EXACT);
        assertEnds(
                expected.path("ci95"),
                StratifiedBootstrap.intervals(
                        scores, drawn -> PerformanceProfile.ofRuns(drawn, thresholds), REPETITIONS, random(0)),
                1 / runs + EXACT,
                algorithm);
    }

    /**
     * Four, five and three of A's five runs of a task score above 0.5, so 0.8⁵ · 0.6⁵ = 2.55 % of draws lie above it entirely,
     * and the upper end is 1. Of rliable's 2,000 draws fewer than 2.5 % did.
     */
    @Test
    void anEndIsExactWhereItsChanceIsKnown() {
        Interval interval = StratifiedBootstrap.interval(
                Rliable.scores("A"), drawn -> PerformanceProfile.ofRuns(drawn, 0.5)[0], 400_000, random(0));
        assertEquals(1, interval.high());
    }

    /** rliable takes NumPy's global generator whatever {@code random_state} says; here the stream decides. */
    @Test
    void theSeedDecides() {
        assertEquals("false", REFERENCE.path("random_state_honoured").asText());
        RunScores scores = Rliable.scores("A");
        Interval interval = StratifiedBootstrap.interval(scores, Aggregates::interquartileMean, 1000, random(5));
        assertEquals(interval, StratifiedBootstrap.interval(scores, Aggregates::interquartileMean, 1000, random(5)));
        assertNotEquals(interval, StratifiedBootstrap.interval(scores, Aggregates::interquartileMean, 1000, random(6)));
    }

    /** Drawn across tasks, means would lie anywhere in [0, 100]; within them, each task keeps its own. */
    @Test
    void runsStayInTheirTask() {
        RunScores apart = RunScores.of(new double[] {0, 0, 0}, new double[] {100, 100});
        Interval within = StratifiedBootstrap.interval(apart, Aggregates::mean, 100, random(0));
        assertEquals(new Interval(50, 50), within);
        List<Interval> over = StratifiedBootstrap.intervalsOverTasks(
                apart, drawn -> new double[] {Aggregates.mean(drawn)}, 100, random(0));
        assertEquals(List.of(new Interval(0, 100)), over);
    }

    /**
     * Of three scores nothing is cut, so resamples are sums of three draws from {0, 1, 2}; of 27 equally likely ones one has
     * the mean 0 and one 2. At 95 % an end of 2.5 % lies beyond each, within the next value: 3 of 27 have the mean 1/3.
     */
    @Test
    void theIntervalHoldsTheMiddleOfTheResamples() {
        Interval interval = StratifiedBootstrap.interval(
                RunScores.of(new double[] {2, 0, 1}), Aggregates::interquartileMean, REPETITIONS, random(1));
        assertEquals(0, interval.low(), EXACT, "a mean of 0 comes in 1 of 27 = 3.7 % of resamples");
        assertEquals(2, interval.high(), EXACT);
        Interval trimmed = StratifiedBootstrap.interval(
                RunScores.of(new double[] {0, 0, 0, 4}), Aggregates::interquartileMean, REPETITIONS, random(1));
        assertEquals(0, trimmed.low(), EXACT);
        assertEquals(4, trimmed.high(), EXACT, "3 or 4 draws of the 4 come in 13 of 256 = 5.1 % of resamples");
    }

    /** Place 0.025 * 999 lies between two values; where the lower is the worst possible there is nothing between. */
    @Test
    void aQuantileBetweenTheWorstPossibleScoreAndAnotherIsTheWorst() {
        double lost = Double.NEGATIVE_INFINITY;
        assertEquals(lost, StratifiedBootstrap.quantile(new double[] {lost, 1}, 0.5));
        assertEquals(1.5, StratifiedBootstrap.quantile(new double[] {lost, 1, 2}, 0.75), EXACT);
        assertEquals(lost, StratifiedBootstrap.quantile(new double[] {lost, lost}, 0.5));
    }

    /** As of an optimality gap, which is infinite where a run diverged. */
    @Test
    void aQuantileBetweenANumberAndInfinityIsInfinite() {
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(infinite, StratifiedBootstrap.quantile(new double[] {1, infinite}, 0.5));
        assertEquals(1, StratifiedBootstrap.quantile(new double[] {0, 1, infinite}, 0.5));
    }
}
