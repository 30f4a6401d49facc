package keel.experiments.stability.reliability;

import static keel.experiments.stability.reliability.Reference.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;
import keel.experiments.stability.ScoreCurve;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
    private static final List<ScoreCurve> RUNS = Reference.runs("lrB.task1");

    private static Stream<Measure> all(Reliability of) {
        return Stream.of(
                of.dispersionAcrossTime(),
                of.shortTermRisk(),
                of.longTermRisk(),
                of.dispersionAcrossRuns(),
                of.riskAcrossRuns(),
                of.medianPerformance());
    }

    private static Estimate known(Measure measure) {
        return measure.estimate().orElseThrow(() -> new AssertionError(measure));
    }

    private static ScoreCurve run(double[] y) {
        return new ScoreCurve(
                IntStream.rangeClosed(1, y.length).asDoubleStream().toArray(), y);
    }

    private static List<ScoreCurve> changed(DoubleUnaryOperator score) {
        return RUNS.stream()
                .map(run -> new ScoreCurve(
                        run.x(), Arrays.stream(run.y()).map(score).toArray()))
                .toList();
    }

    /** Rises by 1, falls by 3, and so on, once with double the size; all by hand. */
    @Test
    void theSixMeasuresByHand() {
        double[] y = {0, 1, -2, -1, -4, -3, -6};
        ScoreCurve large = run(Arrays.stream(y).map(v -> 2 * v).toArray());
        Reliability both = Reliability.of(List.of(run(y), large));
        // Gains are 1, -3, 1, -3, 1, -3; in each window of five, whichever is there twice is within the quartiles:
        // range 4, and 8.
        assertEquals(6, known(both.dispersionAcrossTime()).mean(), 1e-12);
        assertEquals((-3 - 6) / 2.0, known(both.shortTermRisk()).mean(), 1e-12);
        assertEquals((7 + 14) / 2.0, known(both.longTermRisk()).mean(), 1e-12);
        // Half the distances of the two runs, which are 0, 1, 2, 1, 4, 3, 6: median 2.
        assertEquals(1, known(both.dispersionAcrossRuns()).mean(), 1e-12);
        assertEquals(-12, known(both.riskAcrossRuns()).mean(), 1e-12);
        assertEquals((-2 - 4) / 2.0, known(both.medianPerformance()).mean(), 1e-12);
        // A bootstrap of two runs goes from the one to the other.
        assertEquals(
                Optional.of(new Interval(-4, -2)),
                known(both.medianPerformance()).interval());
        assertTrue(all(both).allMatch(measure -> known(measure).n() == 2));
    }

    /** Per-run measures are means of what the paper's code computes for each run. */
    @Test
    void isMadeOfThePapersMeasures() {
        Reliability of = Reliability.of(RUNS);
        assertClose(
                RUNS.stream()
                        .mapToDouble(run -> ConditionalValueAtRisk.upper(0.05)
                                .of(Drawdown.of(run).y()))
                        .average()
                        .orElseThrow(),
                known(of.longTermRisk()).mean(),
                "long-term risk");
        assertClose(
                Arrays.stream(Reference.numbers(Reference.ROOT
                                .path("online_metrics")
                                .path("LowerCVaROnDiffs_default")
                                .path("values")
                                .path("lrB.task1")))
                        .average()
                        .orElseThrow(),
                known(of.shortTermRisk()).mean(),
                "short-term risk");
    }

    /** Of 100 gains ten make a window; what grows over the training would differ in longer ones. */
    @Test
    void windowsAreATenthOfTheRun() {
        ScoreCurve run = run(
                IntStream.rangeClosed(0, 100).mapToDouble(i -> i * Math.sin(i)).toArray());
        SlidingWindow ten = new SlidingWindow(10);
        ScoreCurve gains = Differences.of(run);
        assertClose(
                Quantiles.median(Arrays.stream(ten.places(gains))
                        .map(place -> Dispersion.INTERQUARTILE_RANGE.of(ten.scores(gains, place)))
                        .toArray()),
                known(Reliability.of(List.of(run)).dispersionAcrossTime()).mean(),
                "dispersion across time");
    }

    @Test
    void theOrderOfTheRunsDoesNotMatter() {
        List<ScoreCurve> runs = Stream.of("lrA.task1", "lrB.task1", "lrC.task1")
                .flatMap(name -> Reference.runs(name).stream())
                .toList();
        Reliability expected = Reliability.of(runs);
        for (int turn = 1; turn < runs.size(); turn++) {
            List<ScoreCurve> turned = new ArrayList<>(runs);
            Collections.rotate(turned, turn);
            assertEquals(expected, Reliability.of(turned));
        }
    }

    @Test
    void runsThatAgreeLeaveNoDoubt() {
        Reliability of = Reliability.of(List.of(RUNS.get(0), RUNS.get(0), RUNS.get(0)));
        all(of).forEach(measure -> {
            Interval interval = known(measure).interval().orElseThrow();
            assertEquals(new Interval(known(measure).mean(), known(measure).mean()), interval);
        });
        assertEquals(0, known(of.dispersionAcrossRuns()).mean());
    }

    @Test
    void aConstantMovesScoresOnly() {
        double[] moved = {0, 0, 0, 0, 100, 100};
        List<Measure> before = all(Reliability.of(RUNS)).toList();
        List<Measure> after = all(Reliability.of(changed(y -> y + 100))).toList();
        for (int i = 0; i < moved.length; i++) {
            assertSame(1, moved[i], before.get(i), after.get(i));
        }
    }

    @Test
    void aFactorScalesAll() {
        List<Measure> before = all(Reliability.of(RUNS)).toList();
        List<Measure> after = all(Reliability.of(changed(y -> 3 * y))).toList();
        for (int i = 0; i < before.size(); i++) {
            assertSame(3, 0, before.get(i), after.get(i));
        }
    }

    private static void assertSame(double factor, double shift, Measure before, Measure after) {
        Estimate then = known(before);
        Estimate now = known(after);
        assertClose(factor * then.mean() + shift, now.mean(), "value");
        assertClose(
                factor * then.interval().orElseThrow().low() + shift,
                now.interval().orElseThrow().low(),
                "low");
        assertClose(
                factor * then.interval().orElseThrow().high() + shift,
                now.interval().orElseThrow().high(),
                "high");
    }

    @Test
    void whatCannotBeToldSaysWhy() {
        all(Reliability.of(List.of()))
                .forEach(measure ->
                        assertTrue(measure.reason().orElseThrow().startsWith("It needs "), measure.toString()));
        Reliability dot = Reliability.of(List.of(run(new double[] {7})));
        assertEquals(new Estimate(1, 7, Optional.empty()), known(dot.medianPerformance()));
        assertEquals(
                Optional.of("It needs a run with 2 finite scores, but the most that a run has is 1."),
                dot.shortTermRisk().reason());
        assertEquals(
                Optional.of("It needs a run with 6 finite scores, but the most that a run has is 5."),
                Reliability.of(List.of(run(new double[] {1, 2, 3, 4, 5})))
                        .dispersionAcrossTime()
                        .reason());
        assertEquals(
                Optional.of("It needs 2 runs that reached the end, but of 1 runs 1 did."),
                dot.riskAcrossRuns().reason());
    }

    /** One run diverges half-way, one was never measured, one is a dot: what is left of them counts where it can. */
    @Test
    void runsThatEndedEarlyCountUntilThen() {
        double[] diverged = {0, 1, 2, 3, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN};
        List<ScoreCurve> runs = List.of(
                run(new double[] {0, 1, 2, 3, 4, 5, 6, 7}),
                run(new double[] {0, 1, 2, 3, 4, 5, 6, 9}),
                run(diverged),
                run(new double[0]),
                run(new double[] {5}));
        Reliability of = Reliability.of(runs);
        assertEquals(2, known(of.dispersionAcrossTime()).n());
        assertEquals(3, known(of.shortTermRisk()).n());
        assertEquals(4, known(of.medianPerformance()).n());
        assertEquals((3.5 + 3.5 + 1.5 + 5) / 4, known(of.medianPerformance()).mean(), 1e-12);
        assertEquals(2, known(of.riskAcrossRuns()).n());
        assertEquals(7, known(of.riskAcrossRuns()).mean(), 1e-12);
    }

    /** Episodes end where they like: the last one of each run counts as the end, and places pair up with the nearest. */
    @Test
    void placesNeedNotAgree() {
        ScoreCurve some = new ScoreCurve(new double[] {100, 205, 310}, new double[] {0, 5, 6});
        ScoreCurve other = new ScoreCurve(new double[] {90, 150, 201, 250, 305}, new double[] {2, 9, 3, 9, 2});
        Reliability of = Reliability.of(List.of(some, other));
        // Distances at 100, 205 and 310 are 2, 2 and 4; half of them lies between the quartiles of two.
        assertEquals(1, known(of.dispersionAcrossRuns()).mean(), 1e-12);
        assertEquals(2, known(of.riskAcrossRuns()).mean(), 1e-12);
    }

    /** A resumed run may have logged a stretch twice; the first time counts. */
    @Test
    void aStretchLoggedTwiceCountsOnce() {
        ScoreCurve resumed = new ScoreCurve(new double[] {1, 2, 3, 2, 3, 4}, new double[] {1, 2, 3, 8, 9, 4});
        assertEquals(1, known(Reliability.of(List.of(resumed)).shortTermRisk()).mean(), 1e-12);
    }
}
