package keel.experiments.stability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;
import keel.experiments.stability.TimeToThreshold.Course;

/**
 * What the runs of one setting say together.
 *
 * <p>The outcome counts all runs; final score, area and drawdown are over the runs that completed, and their n says how many
 * those are. A diverged run has no final score that would mean anything, so it counts in the share instead of in the mean.
 *
 * @param label short name that tells settings apart
 * @param runs all runs, by seed
 * @param scoreMetric the metric these numbers are of
 * @param outcomes how many ended how; {@code running} counts runs without an outcome
 * @param completed share of runs that completed, of those that ended for good; empty where none did
 * @param finalScore the evaluation at the end of training
 * @param finalIqm interquartile mean of the same over all runs that ended for good, those without a score counting as worse than
 *     any score ({@link Estimate#ofMiddleHalf})
 * @param area mean score over the training ({@link ScoreCurve#meanOverTraining})
 * @param tail mean score of the last tenth of the training ({@link ScoreCurve#lastTenth})
 * @param drawdown worst drawdown ({@link ScoreCurve#worstDrawdown})
 * @param toThreshold when runs first solved it, over all runs with a score; empty without a scale
 * @param falls falls of half a unit or more, over all runs with a score; empty without a scale
 * @param alsoAtEnd other measurements at the end of training that belong beside the score, by metric; none for agents
 */
public record SettingSummary(
        String label,
        List<RunRecord> runs,
        String scoreMetric,
        Map<String, Integer> outcomes,
        Optional<Interval> completed,
        Estimate finalScore,
        Estimate finalIqm,
        Estimate area,
        Estimate tail,
        Estimate drawdown,
        Optional<TimeToThreshold> toThreshold,
        Optional<FallSummary> falls,
        SortedMap<String, Estimate> alsoAtEnd) {
    /** A generator can place every sample well and still miss modes. */
    private static final List<String> BESIDE_THE_SCORE =
            List.of("modes/captured", "features/frechet", "features/frechet_floor", "features/frechet_gaussian");

    /**
     * Summarises runs of one setting; at least one.
     *
     * @param scale of all runs of its preset; empty where nothing was measured that tells trained from untrained
     */
    public static SettingSummary of(String label, List<RunRecord> runs, Optional<ScoreScale> scale) {
        String metric = Score.metric(runs.get(0));
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            String status = run.outcome().map(outcome -> outcome.status().key()).orElse("running");
            outcomes.merge(status, 1, Integer::sum);
        }
        List<RunRecord> completed =
                runs.stream().filter(SettingSummary::completed).toList();
        return new SettingSummary(
                label,
                runs,
                metric,
                outcomes,
                share(completed.size(), (int)
                        runs.stream().filter(SettingSummary::endedForGood).count()),
                estimate(completed, run -> atEnd(run, metric)),
                Estimate.ofMiddleHalf(endedScores(runs, metric)),
                estimate(completed, run -> curve(run, metric).meanOverTraining()),
                estimate(completed, run -> curve(run, metric).lastTenth().mean()),
                estimate(completed, run -> curve(run, metric).worstDrawdown()),
                scale.map(of -> TimeToThreshold.of(courses(runs, metric), of.solved())),
                scale.flatMap(of -> FallSummary.of(curves(runs, metric), of)),
                alsoAtEnd(completed));
    }

    private static ScoreCurve curve(RunRecord run, String metric) {
        return ScoreCurve.of(run, metric).finite();
    }

    private static List<Course> courses(List<RunRecord> runs, String metric) {
        return runs.stream()
                .map(run -> new Course(curve(run, metric), ended(run, Outcome.Status.DIVERGED)))
                .toList();
    }

    private static List<ScoreCurve> curves(List<RunRecord> runs, String metric) {
        return runs.stream().map(run -> curve(run, metric)).toList();
    }

    private static Optional<Interval> share(int some, int n) {
        return n == 0 ? Optional.empty() : Optional.of(Interval.ofShare(some, n));
    }

    /** Runs that completed or diverged: what shares are of, as the others may still do either. */
    public int endedForGood() {
        return (int) runs.stream().filter(SettingSummary::endedForGood).count();
    }

    /** Runs that ended so. */
    public int ended(Outcome.Status status) {
        return outcomes.getOrDefault(status.key(), 0);
    }

    private static SortedMap<String, Estimate> alsoAtEnd(List<RunRecord> completed) {
        SortedMap<String, Estimate> all = new TreeMap<>();
        for (String metric : BESIDE_THE_SCORE) {
            Estimate estimate = estimate(completed, run -> atEnd(run, metric));
            if (estimate.n() > 0) {
                all.put(metric, estimate);
            }
        }
        return all;
    }

    /** Final scores of the runs that ended for good, by seed; negative infinity of those without a score. */
    public double[] endedScores() {
        return endedScores(runs, scoreMetric);
    }

    /** Mean scores over the training of the same runs; negative infinity of those that diverged or have none. */
    public double[] endedAreas() {
        return ended(runs, run -> completed(run) ? curve(run, scoreMetric).meanOverTraining() : Double.NaN);
    }

    private static double[] endedScores(List<RunRecord> runs, String metric) {
        return ended(runs, run -> completed(run) ? atEnd(run, metric) : Double.NaN);
    }

    private static double[] ended(List<RunRecord> runs, ToDoubleFunction<RunRecord> score) {
        return runs.stream()
                .filter(SettingSummary::endedForGood)
                .mapToDouble(score)
                .map(value -> Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY)
                .toArray();
    }

    /** As the outcome has it; the last measured of {@link Score#NEARNESS}, which no outcome has. */
    private static double atEnd(RunRecord run, String metric) {
        return metric.equals(Score.NEARNESS)
                ? curve(run, metric).last()
                : run.outcome().orElseThrow().finalScores().getOrDefault(metric, Double.NaN);
    }

    private static boolean completed(RunRecord run) {
        return ended(run, Outcome.Status.COMPLETED);
    }

    private static boolean ended(RunRecord run, Outcome.Status status) {
        return run.outcome().filter(outcome -> outcome.status() == status).isPresent();
    }

    private static boolean endedForGood(RunRecord run) {
        return run.outcome().filter(outcome -> outcome.status().isFinal()).isPresent();
    }

    private static Estimate estimate(List<RunRecord> runs, ToDoubleFunction<RunRecord> score) {
        return Estimate.of(
                runs.stream().mapToDouble(score).filter(Double::isFinite).toArray());
    }
}
