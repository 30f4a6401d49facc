package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.ScoreCurve;
import keel.training.random.RandomStream;

/**
 * How reliably one setting trains, by the measures of Chan et al. (2020, table 1), of the scores as they are.
 *
 * <p>The first three and the last are taken of every run by itself and averaged over runs; a run that ended early counts with what
 * it did until then. The two across runs are taken of the runs that reached the end, the furthest place where any run was
 * measured: how many ended early is told by the estimate's n, and belongs beside the number, because what is left out are the
 * worst. Scores that are not finite are left out, so a run that diverged ends at its last finite score.
 *
 * <p>The order of the runs does not matter. A constant added to all scores changes the last two by as much and the others not.
 *
 * @param dispersionAcrossTime interquartile range of the score gained per step, the median over windows of a tenth of the run
 *     (of at least five gains): how jittery training is. Score per step; smaller is better
 * @param shortTermRisk mean of the worst 5 % of the scores gained per step: how fast a run falls when it falls. Score per step,
 *     below 0 where runs fall; bigger is better
 * @param longTermRisk mean of the worst 5 % of the drawdown ({@link Drawdown}): how far a run falls below what it had reached.
 *     Score; smaller is better
 * @param dispersionAcrossRuns interquartile range of the runs' scores, the median over up to 20 places of the training: how much
 *     the seed matters. Score; smaller is better
 * @param riskAcrossRuns mean of the worst 5 % of the runs' last scores, which is the worst one's of up to 20 runs. Score; bigger
 *     is better
 * @param medianPerformance median score over a run's training. Score; bigger is better
 */
public record Reliability(
        Measure dispersionAcrossTime,
        Measure shortTermRisk,
        Measure longTermRisk,
        Measure dispersionAcrossRuns,
        Measure riskAcrossRuns,
        Measure medianPerformance) {
    /** Share of the values that make a tail. */
    public static final double ALPHA = 0.05;

    private static final int WINDOWS = 10;
    private static final int FEWEST_GAINS = 5;
    private static final long SEED = 0;

    /**
     * Of the runs of one setting.
     *
     * @param runs any number, of any lengths and places, also empty; the same runs always give the same intervals
     */
    public static Reliability of(List<ScoreCurve> runs) {
        List<ScoreCurve> measured = runs.stream()
                .map(Reliability::measured)
                .filter(run -> !run.isEmpty())
                .toList();
        Finishers finishers = Finishers.among(measured);
        ConditionalValueAtRisk worst = ConditionalValueAtRisk.lower(ALPHA);
        ConditionalValueAtRisk deepest = ConditionalValueAtRisk.upper(ALPHA);
        double[][] finalScores = {finishers.finalScores()};
        return new Reliability(
                perRun(measured, FEWEST_GAINS + 1, Reliability::dispersionOfGains),
                perRun(measured, 2, run -> worst.of(Differences.of(run).y())),
                perRun(measured, 2, run -> deepest.of(Drawdown.of(run).y())),
                acrossRuns(runs.size(), finishers.scoresOverTraining(), Reliability::typicalRange),
                acrossRuns(runs.size(), finalScores, last -> worst.of(last[0])),
                perRun(measured, 1, run -> Quantiles.median(run.y())));
    }

    /** Without what is not finite or, after a run was resumed, not further on. */
    private static ScoreCurve measured(ScoreCurve run) {
        double furthest = Double.NEGATIVE_INFINITY;
        int n = 0;
        double[] x = new double[run.x().length];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(run.y()[i]) && run.x()[i] > furthest) {
                furthest = run.x()[i];
                x[n] = furthest;
                y[n++] = run.y()[i];
            }
        }
        return new ScoreCurve(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }

    private static double dispersionOfGains(ScoreCurve run) {
        ScoreCurve gains = Differences.of(run);
        double whole = SlidingWindow.whole(gains).steps();
        double spacing = (whole - 1) / (gains.x().length - 1);
        SlidingWindow window = new SlidingWindow(Math.min(whole, Math.max(whole / WINDOWS, FEWEST_GAINS * spacing)));
        return Quantiles.median(Arrays.stream(window.places(gains))
                .map(place -> Dispersion.INTERQUARTILE_RANGE.of(window.scores(gains, place)))
                .toArray());
    }

    /** Median over places of the interquartile range over runs. */
    private static double typicalRange(double[][] scores) {
        return Quantiles.median(Arrays.stream(scores)
                .mapToDouble(Dispersion.INTERQUARTILE_RANGE::of)
                .toArray());
    }

    /** Mean over the runs with at least this many scores. */
    private static Measure perRun(List<ScoreCurve> runs, int fewest, ToDoubleFunction<ScoreCurve> measure) {
        double[] values = runs.stream()
                .filter(run -> run.x().length >= fewest)
                .mapToDouble(measure)
                .sorted()
                .toArray();
        if (values.length == 0) {
            int most = runs.stream().mapToInt(run -> run.x().length).max().orElse(0);
            return new Measure.Unknown(
                    "It needs a run with %d finite scores, but the most that a run has is %d.".formatted(fewest, most));
        }
        return known(values.length, drawn -> mean(Bootstrap.pick(values, drawn)));
    }

    /** Of the scores of the runs that reached the end, by place and run. */
    private static Measure acrossRuns(int runs, double[][] scores, ToDoubleFunction<double[][]> measure) {
        int finished = scores.length == 0 ? 0 : scores[0].length;
        if (finished < 2) {
            return new Measure.Unknown(
                    "It needs 2 runs that reached the end, but of %d runs %d did.".formatted(runs, finished));
        }
        return known(
                finished,
                drawn -> measure.applyAsDouble(Arrays.stream(scores)
                        .map(place -> Bootstrap.pick(place, drawn))
                        .toArray(double[][]::new)));
    }

    /** The measure of all runs, and its interval where there are several. */
    private static Measure known(int n, ToDoubleFunction<int[]> ofRuns) {
        RandomStream random = RandomStream.named(SEED, "bootstrap");
        return new Measure.Known(new Estimate(
                n,
                ofRuns.applyAsDouble(IntStream.range(0, n).toArray()),
                n < 2
                        ? Optional.empty()
                        : Optional.of(Bootstrap.interval(
                                stream -> ofRuns.applyAsDouble(Bootstrap.draw(n, stream)), random))));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
