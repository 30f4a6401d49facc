package keel.experiments.stability.reliability;

import static keel.experiments.stability.reliability.Reference.assertClose;
import static keel.experiments.stability.reliability.Reference.assertMeasure;
import static keel.experiments.stability.reliability.Reference.assertMeasureByRun;
import static keel.experiments.stability.reliability.Reference.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import keel.experiments.stability.ScoreCurve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every measure that the paper's code offers, put together from its parts and compared with what that code computes. */
class ChanMeasuresTest {
    private static final JsonNode UTILS = Reference.ROOT.path("utils");
    private static final double[] PLACES = {5_000, 15_000, 25_000, 35_000};
    private static final double EXACTLY = 1;

    @Test
    void seriesOfOneRun() {
        ScoreCurve run = Reference.firstRunOfB();
        JsonNode differences = UTILS.path("differences_lrB_task1_run0");
        assertClose(numbers(differences.path("t")), Differences.of(run).x(), "places");
        assertClose(numbers(differences.path("d")), Differences.of(run).y(), "gains");
        assertClose(
                numbers(UTILS.path("drawdown_lrB_task1_run0")), Drawdown.of(run).y(), "drawdown");
    }

    @Test
    void dispersionOfValues() {
        JsonNode mad = UTILS.path("mad_flat");
        assertClose(
                mad.path("out").asDouble(), Dispersion.MEDIAN_ABSOLUTE_DEVIATION.of(numbers(mad.path("in"))), "MAD");
        JsonNode iqr = UTILS.path("iqr_linear");
        assertClose(iqr.path("out").asDouble(), Dispersion.INTERQUARTILE_RANGE.of(numbers(iqr.path("in"))), "IQR");
    }

    @Test
    void valueAtRiskAndTheMeanBeyondIt() {
        double[] values = numbers(UTILS.path("cvar").path("in"));
        for (double alpha : new double[] {0.05, 0.1, 0.2, 0.25, 0.5}) {
            for (ConditionalValueAtRisk risk : List.of(lower(alpha), upper(alpha))) {
                String name = risk.tail().name().toLowerCase(Locale.ROOT) + "_" + alpha;
                JsonNode expected = UTILS.path("cvar").path(name);
                assertClose(expected.path("var").asDouble(), risk.cutoff(values), name);
                assertClose(expected.path("cvar").asDouble(), risk.of(values), name);
            }
        }
    }

    @Test
    void normalization() {
        ScoreCurve run = Reference.firstRunOfB();
        assertClose(
                numbers(UTILS.path("curve_range_lrB_task1")),
                perRun(Normalization::range).apply(Reference.runs("lrB.task1")),
                "range");
        assertClose(
                numbers(UTILS.path("mean_normalization_lrB_task1_run0")),
                Normalization.byMean(run).y(),
                "by mean");
        assertClose(
                numbers(UTILS.path("band_normalization_lrB_task1_run0_low0_high210")),
                Normalization.toBand(run, 0, 210).y(),
                "to band");
        // Of bad scores the mean is below 0, which must not turn the curve over.
        assertArrayEquals(
                new double[] {-1.5, -0.5},
                Normalization.byMean(new ScoreCurve(new double[] {1, 2}, new double[] {-3, -1}))
                        .y());
    }

    @Test
    void dispersionAcrossTime() {
        assertMeasureByRun(
                "IqrWithinRuns_gin",
                run -> gains(
                        Normalization.byRange(run),
                        new SlidingWindow(9_900),
                        Dispersion.INTERQUARTILE_RANGE,
                        15_000,
                        25_000,
                        35_000,
                        40_000));
        assertMeasureByRun(
                "IqrWithinRuns_default",
                run -> gains(run, SlidingWindow.whole(Differences.of(run)), Dispersion.INTERQUARTILE_RANGE));
        assertMeasureByRun(
                "IqrWithinRuns_w5000_all_eval",
                run -> gains(run, new SlidingWindow(5_000), Dispersion.INTERQUARTILE_RANGE));
        SlidingWindow window = new SlidingWindow(10_000);
        assertMeasureByRun(
                "MadWithinRuns_w10000",
                run -> gains(run, window, Dispersion.MEDIAN_ABSOLUTE_DEVIATION, 20_000, 40_000));
        assertMeasureByRun(
                "StddevWithinRuns_w10000", run -> gains(run, window, Dispersion.STANDARD_DEVIATION, 20_000, 40_000));
    }

    /** At these places, or at all that hold a whole window. */
    private static double[] gains(ScoreCurve run, SlidingWindow window, Dispersion dispersion, double... places) {
        ScoreCurve gains = Differences.of(run);
        return Arrays.stream(places.length == 0 ? window.places(gains) : places)
                .map(place -> dispersion.of(window.scores(gains, place)))
                .toArray();
    }

    @Test
    void dispersionAcrossRuns() {
        assertMeasure(
                "IqrAcrossRuns_nofilter",
                runs -> inRanges(runs, acrossRuns(runs, EXACTLY, Dispersion.INTERQUARTILE_RANGE::of)));
        assertMeasure(
                "IqrAcrossRuns_lp0.1_w",
                runs -> inRanges(
                        runs, acrossRuns(all(runs, new LowPass(0.1)::of), 10_000, Dispersion.INTERQUARTILE_RANGE::of)));
        assertMeasure("MadAcrossRuns", runs -> acrossRuns(runs, EXACTLY, Dispersion.MEDIAN_ABSOLUTE_DEVIATION::of));
        assertMeasure("StddevAcrossRuns", runs -> acrossRuns(runs, EXACTLY, Dispersion.STANDARD_DEVIATION::of));
    }

    private static double[] acrossRuns(List<ScoreCurve> runs, double window, ToDoubleFunction<double[]> statistic) {
        return Arrays.stream(PLACES)
                .map(place -> statistic.applyAsDouble(AcrossRuns.scores(runs, place, window)))
                .toArray();
    }

    private static double[] inRanges(List<ScoreCurve> runs, double[] values) {
        double typical = Quantiles.median(perRun(Normalization::range).apply(runs));
        return Arrays.stream(values).map(v -> v / typical).toArray();
    }

    private static List<ScoreCurve> all(List<ScoreCurve> runs, UnaryOperator<ScoreCurve> change) {
        return runs.stream().map(change).toList();
    }

    @Test
    void shortTermRisk() {
        assertMeasure(
                "LowerCVaROnDiffs_default",
                perRun(run -> lower(0.05).of(Differences.of(run).y())));
        assertMeasure(
                "LowerCVaROnDiffs_range",
                perRun(run -> lower(0.05)
                        .of(Differences.of(Normalization.byRange(run)).y())));
        assertMeasure(
                "UpperCVaROnDiffs",
                perRun(run -> upper(0.05).of(Differences.of(run).y())));
    }

    @Test
    void longTermRisk() {
        assertMeasure(
                "UpperCVaROnDrawdown_range",
                perRun(run ->
                        upper(0.05).of(Drawdown.of(Normalization.byRange(run)).y())));
        assertMeasure(
                "UpperCVaROnDrawdown_alpha0.2",
                perRun(run -> upper(0.2).of(Drawdown.of(run).y())));
        assertMeasure("MaxDrawdown", perRun(ScoreCurve::worstDrawdown));
        assertMeasure(
                "MaxDrawdown_base10_meannorm",
                perRun(run ->
                        Normalization.byMean(Normalization.toBand(run, 10, 11)).worstDrawdown()));
    }

    /** The paper's code offers a lower tail of the drawdown, which is 0 for any run: of these, and of one that only falls. */
    @Test
    void aDrawdownHasNoLowerTail() {
        Function<List<ScoreCurve>, double[]> lowerTail =
                perRun(run -> lower(0.05).of(Drawdown.of(run).y()));
        assertMeasure("LowerCVaROnDrawdown_range", lowerTail);
        ScoreCurve falling = new ScoreCurve(new double[] {1, 2, 3}, new double[] {9, 4, -7});
        assertArrayEquals(new double[] {0}, lowerTail.apply(List.of(falling)));
    }

    @Test
    void riskOfScores() {
        assertMeasure("LowerCVaROnRaw", perRun(run -> lower(0.05).of(run.y())));
        assertMeasure("UpperCVaROnRaw", perRun(run -> upper(0.05).of(run.y())));
    }

    @Test
    void riskAcrossRuns() {
        assertMeasure("LowerCVaROnAcross_nofilter", runs -> acrossRuns(runs, EXACTLY, lower(0.05)::of));
        assertMeasure(
                "LowerCVaROnAcross_lp0.1_range",
                runs -> acrossRuns(
                        all(runs, run -> new LowPass(0.1).of(Normalization.byRange(run))), 10_000, lower(0.05)::of));
        assertMeasure("LowerCVaROnAcross_alpha0.5", runs -> acrossRuns(runs, EXACTLY, lower(0.5)::of));
        assertMeasure("UpperCVaROnAcross_alpha0.5", runs -> acrossRuns(runs, EXACTLY, upper(0.5)::of));
    }

    @Test
    void medianPerformance() {
        SlidingWindow window = new SlidingWindow(10_000);
        assertMeasureByRun("MedianPerfDuringTraining_w", run -> medians(run, window, PLACES));
        assertMeasureByRun(
                "MedianPerfDuringTraining_default",
                run -> medians(
                        run, SlidingWindow.whole(run), SlidingWindow.whole(run).places(run)));
        assertMeasureByRun(
                "MedianPerfDuringTraining_band",
                run -> medians(Normalization.toBand(run, 10, 200), window, new double[] {40_000}));
    }

    private static double[] medians(ScoreCurve run, SlidingWindow window, double[] places) {
        return Arrays.stream(places)
                .map(place -> Quantiles.median(window.scores(run, place)))
                .toArray();
    }

    @Test
    void energyOfFastMovements() {
        assertMeasure("HighFreqEnergyWithinRuns", perRun(run -> FastEnergy.share(run, 1e-4)));
        double[] places = {10, 20, 30, 40, 50};
        assertEquals(0, FastEnergy.share(new ScoreCurve(places, new double[] {0.1, 0.1, 0.1, 0.1, 0.1}), 0));
    }

    /** Several returns of one fixed policy, for three policies. */
    @Test
    void acrossRollouts() {
        assertRollouts("Mad", Dispersion.MEDIAN_ABSOLUTE_DEVIATION::of);
        assertRollouts("Iqr", Dispersion.INTERQUARTILE_RANGE::of);
        assertRollouts("Iqr_median", returns -> Dispersion.INTERQUARTILE_RANGE.of(byMedian(returns)));
        assertRollouts("Std", Dispersion.STANDARD_DEVIATION::of);
        assertRollouts("LCVaR", lower(0.05)::of);
        assertRollouts("LCVaR.25_median", returns -> lower(0.25).of(byMedian(returns)));
        assertRollouts("UCVaR.25", upper(0.25)::of);
        assertRollouts("Median", Quantiles::median);
        assertEquals(8, Reference.ROOT.path("offline_metrics").size());
    }

    private static void assertRollouts(String name, ToDoubleFunction<double[]> measure) {
        JsonNode rollouts = Reference.ROOT.path("rollouts");
        JsonNode expected = Reference.ROOT.path("offline_metrics").path(name).path("values");
        assertEquals(3, expected.size(), name);
        for (int i = 0; i < rollouts.size(); i++) {
            assertClose(expected.get(i).asDouble(), measure.applyAsDouble(numbers(rollouts.get(i))), name);
        }
    }

    private static double[] byMedian(double[] returns) {
        double median = Quantiles.median(returns);
        return Arrays.stream(returns).map(r -> r / median).toArray();
    }

    @Test
    void whatHasNoAnswerIsRefusedWithAWayOut() {
        ScoreCurve falling = new ScoreCurve(new double[] {1, 2, 4}, new double[] {3, 2, -5});
        assertRefused("gained -0.1", () -> Normalization.byRange(falling));
        assertRefused("gained 0.0", () -> Normalization.byRange(new ScoreCurve(new double[] {1}, new double[] {3})));
        assertRefused("mean score is 0", () -> Normalization.byMean(falling));
        assertRefused("two different scores", () -> Normalization.toBand(falling, 1, 1));
        assertRefused("longer window", () -> new SlidingWindow(1).scores(falling, 3));
        assertRefused("at least 1 step", () -> new SlidingWindow(0));
        assertRefused("within 2.0 steps around 3.0", () -> AcrossRuns.scores(List.of(falling), 3, 2));
        assertRefused("number 2 should be at 2.5", () -> FastEnergy.share(falling, 0.1));
        assertRefused("0.05 is the usual one", () -> lower(0));
    }

    private static void assertRefused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static Function<List<ScoreCurve>, double[]> perRun(ToDoubleFunction<ScoreCurve> measure) {
        return runs -> runs.stream().mapToDouble(measure).toArray();
    }

    private static ConditionalValueAtRisk lower(double alpha) {
        return ConditionalValueAtRisk.lower(alpha);
    }

    private static ConditionalValueAtRisk upper(double alpha) {
        return ConditionalValueAtRisk.upper(alpha);
    }
}
