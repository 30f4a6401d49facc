package keel.experiments.stability.reliability;

import static keel.experiments.stability.reliability.Reference.assertClose;
import static keel.experiments.stability.reliability.Reference.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.experiments.stability.Interval;
import keel.experiments.stability.reliability.Ranking.Order;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankingTest {
    private static final List<String> ALGORITHMS = List.of("lrA", "lrB", "lrC");
    private static final JsonNode STATS = Reference.ROOT.path("stats");

    static Stream<String> measures() {
        return Stream.of("LowerCVaROnDiffs_range", "UpperCVaROnDrawdown_range", "MaxDrawdown", "LowerCVaROnRaw");
    }

    private static Ranking ranking(String measure) {
        boolean bigger = Reference.ROOT
                .path("online_metrics")
                .path(measure)
                .path("bigger_is_better")
                .asBoolean();
        return new Ranking(
                Reference.results(STATS.path(measure).path("metric_results_algo_task_run")),
                bigger ? Order.BIGGER_IS_BETTER : Order.SMALLER_IS_BETTER);
    }

    @ParameterizedTest
    @MethodSource("measures")
    void ranksWithinTasks(String measure) {
        Reference.assertSame(
                Reference.results(STATS.path(measure).path("ranks")),
                ranking(measure).ranks());
        for (int a = 0; a < 3; a++) {
            assertClose(
                    STATS.path(measure)
                            .path("mean_rank")
                            .path(ALGORITHMS.get(a))
                            .asDouble(),
                    ranking(measure).meanRank(a),
                    measure);
        }
    }

    /** Exact; so the share among 20,000 random permutations that the paper's code took lies near it. */
    @ParameterizedTest
    @MethodSource("measures")
    void permutationTestCountsAllWays(String measure) {
        for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
            JsonNode expected =
                    STATS.path(measure).path("pairs").path(ALGORITHMS.get(pair[0]) + "_vs_" + ALGORITHMS.get(pair[1]));
            PermutationTest test = ranking(measure).compare(pair[0], pair[1]);
            assertClose(expected.path("observed_meanrank_diff(second-first)").asDouble(), test.difference(), measure);
            assertClose(expected.path("p_exact_enumeration_400").asDouble(), test.pValue(), measure);
            assertEquals(expected.path("p_theirs_mc20000_seed0").asDouble(), test.pValue(), 0.005, measure);
        }
    }

    @ParameterizedTest
    @MethodSource("measures")
    void meanRankIntervalIsABootstrapOverRuns(String measure) {
        for (int a = 0; a < 3; a++) {
            double[] expected = numbers(
                    STATS.path(measure).path("bootstrap_ci95_mean_rank_mc1000").path(ALGORITHMS.get(a)));
            Interval interval = ranking(measure).meanRankInterval(a, RandomStream.named(0, "bootstrap"));
            assertArrayEquals(expected, new double[] {interval.low(), interval.high()}, 0.005, measure);
        }
    }

    /**
     * By hand: of the 10 ways to give the first algorithm two of the five ranks, {1, 2} and {4, 5} are as extreme as what was seen, and
     * no other.
     */
    @Test
    void permutationTestOfUnequalNumbersOfRuns() {
        Ranking ranking = new Ranking(new double[][][] {{{9, 8}}, {{7, 6, 5}}}, Order.BIGGER_IS_BETTER);
        assertEquals(new PermutationTest(2.5, 0.1), oneSided(ranking.compare(0, 1)));
        assertEquals(new PermutationTest(-2.5, 0.1), oneSided(ranking.compare(1, 0)));
    }

    private static PermutationTest oneSided(PermutationTest test) {
        return new PermutationTest(test.difference(), test.pValue() / 2);
    }

    @Test
    void equalResultsShareTheirRanks() {
        Ranking ranking = new Ranking(new double[][][] {{{1, 2}}, {{2, 5}}}, Order.SMALLER_IS_BETTER);
        Reference.assertSame(new double[][][] {{{1, 2.5}}, {{2.5, 4}}}, ranking.ranks());
    }

    @Test
    void timeframesOfTheEvaluationPlaces() {
        double[] places = {5_000, 15_000, 25_000, 35_000};
        List<double[]> frames = Timeframes.split(places, 3);
        JsonNode expected = STATS.path("timeframe_points_evalpoints_5k_15k_25k_35k_n3");
        for (int frame = 0; frame < 3; frame++) {
            assertArrayEquals(
                    Arrays.stream(numbers(expected.get(frame)))
                            .map(index -> places[(int) index])
                            .toArray(),
                    frames.get(frame));
        }
        // Moving all places moves the frames with them.
        assertArrayEquals(
                new double[] {125_000, 135_000},
                Timeframes.split(new double[] {105_000, 115_000, 125_000, 135_000}, 3)
                        .get(2));
    }

    /** Of the median in windows of 10,000 steps, the median over the places of the last timeframe. */
    @Test
    void medianPerformanceInTheLastTimeframe() {
        double[] places = Timeframes.split(new double[] {5_000, 15_000, 25_000, 35_000}, 3)
                .get(2);
        SlidingWindow window = new SlidingWindow(10_000);
        double[][][] medians = ALGORITHMS.stream()
                .map(algorithm -> Stream.of("task1", "task2")
                        .map(task -> Reference.runs(algorithm + "." + task).stream()
                                .mapToDouble(run -> Quantiles.median(Arrays.stream(places)
                                        .map(place -> Quantiles.median(window.scores(run, place)))
                                        .toArray()))
                                .toArray())
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        double[][][] expected = Reference.results(STATS.path("MedianPerf_timeframe2"));
        for (int a = 0; a < 3; a++) {
            for (int task = 0; task < 2; task++) {
                assertClose(expected[a][task], medians[a][task], "medians");
            }
        }
        Reference.assertSame(
                Reference.results(STATS.path("MedianPerf_ranks_timeframe2")),
                new Ranking(medians, Order.BIGGER_IS_BETTER).ranks());
    }

    /**
     * The paper's code divides the i-th threshold by the harmonic sum up to i, where Benjamini and Yekutieli divide by the sum over all
     * comparisons, without which the rate of false discoveries is not bounded. Both agree in the last threshold.
     */
    @Test
    void thresholdsForManyComparisons() {
        JsonNode expected = Reference.ROOT.path("multiple_comparisons");
        int pairs = MultipleComparisons.pairs(4);
        assertClose(
                expected.path("bonferroni_4algos_alpha0.05").asDouble(),
                MultipleComparisons.bonferroni(pairs, 0.05),
                "Bonferroni");
        double[] theirs = numbers(expected.path("benjamini_yekutieli_4algos_alpha0.05"));
        double[] ours = MultipleComparisons.benjaminiYekutieli(pairs, 0.05);
        assertClose(theirs[5], ours[5], "last");
        assertClose(
                theirs,
                IntStream.range(0, pairs)
                        .mapToDouble(i -> ours[i] * harmonic(pairs) / harmonic(i + 1))
                        .toArray(),
                "with a sum up to i");
    }

    private static double harmonic(int n) {
        return IntStream.rangeClosed(1, n).mapToDouble(j -> 1.0 / j).sum();
    }
}
