package keel.experiments.stability.verdict;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Falls;
import keel.experiments.stability.Falls.Fall;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.ScoreScale;
import keel.training.telemetry.MetricRecord;

/**
 * The verdict on one run. The first rule that applies decides; a unit is the way from untrained to solved ({@link ScoreScale}).
 *
 * <ol>
 *   <li><b>Not judged</b>: without an outcome, failed or interrupted; or fewer than {@value #FEWEST} scores.
 *   <li><b>Diverged</b>: the divergence rule ended it.
 *   <li><b>Collapsed</b>: it had learned (its best is at least half a unit above untrained), fell by half a unit or more, and
 *       of at least {@value #FEWEST_FALLEN} scores since, none in the last tenth came back to within a quarter of a unit. Or it
 *       never came a quarter of a unit above untrained, and shows a sign that something broke ({@link Breakage}).
 *   <li><b>Oscillating</b>: it fell by half a unit at least twice, came back between, and was not done with it by the middle of
 *       its training. Or a pair never solved its task while the discriminator's loss swings with a period that two evaluations
 *       hold at least twice, no less than in the beginning.
 *   <li><b>Too slow</b>: it never reached solved.
 *   <li><b>Noisy</b>: it fell by half a unit and was not back by the middle of its training; or, of the scores since it was first
 *       solved, or since the middle if that is later, more than a tenth lie a quarter of a unit below solved.
 *   <li><b>Steady</b>: what is left. Falls in the first half from which it came back belong to learning.
 * </ol>
 */
public final class VerdictRules {
    /** Scores below which no course can be told. */
    static final int FEWEST = 5;

    /** Scores after a peak below which a fall may be one of a swing. */
    static final int FEWEST_FALLEN = 3;

    private static final double LEARNED = 0.5;
    private static final double SOMETHING = 0.25;
    private static final double BELOW = 0.25;
    private static final double OFTEN = 0.1;
    /** Of a loss's power near one period: above it swings, below it is noise. */
    private static final double PERIODIC = 0.5;

    private final RunRecord run;
    private final ScoreScale scale;
    private final ScoreCurve curve;
    private final List<Fall> falls;
    private final double middle;

    private VerdictRules(RunRecord run, ScoreScale scale) {
        this.run = run;
        this.scale = scale;
        curve = ScoreCurve.of(run).finite();
        falls = Falls.of(curve, scale.deep());
        middle = curve.isEmpty() ? 0 : (curve.x()[0] + curve.x()[curve.x().length - 1]) / 2;
    }

    /**
     * Judges.
     *
     * @param scale of the runs of this preset; empty where nothing was measured that tells
     */
    public static RunVerdict judge(RunRecord run, Optional<ScoreScale> scale) {
        Optional<Outcome> outcome = run.outcome();
        if (outcome.isEmpty()) {
            return RunVerdict.of(Verdict.NOT_JUDGED, "running or killed: no outcome was written");
        }
        return switch (outcome.get().status()) {
            case FAILED, INTERRUPTED ->
                RunVerdict.of(
                        Verdict.NOT_JUDGED,
                        outcome.get().status().key() + ": " + outcome.get().reason());
            case DIVERGED -> Breakage.diverged(run, outcome.get());
            case COMPLETED ->
                scale.isEmpty()
                        ? RunVerdict.of(
                                Verdict.NOT_JUDGED, "no score was measured that would tell trained from untrained")
                        : new VerdictRules(run, scale.get()).completed();
        };
    }

    private RunVerdict completed() {
        if (curve.y().length < FEWEST) {
            return RunVerdict.of(
                    Verdict.NOT_JUDGED,
                    "%d scores were measured, at least %d tell a course; evaluate more often"
                            .formatted(curve.y().length, FEWEST));
        }
        return collapsed()
                .or(this::oscillating)
                .or(this::tooSlow)
                .or(this::noisy)
                .orElseGet(() -> RunVerdict.of(
                        Verdict.STEADY,
                        format(
                                "solved from %s on, lowest in the last tenth %s",
                                place(curve.firstAtLeast(scale.solved())),
                                number(curve.lastTenth().lowest()))));
    }

    private Optional<RunVerdict> collapsed() {
        double best = curve.best();
        if (scale.share(best) < SOMETHING) {
            return Breakage.beforeItLearned(run, scale);
        }
        Optional<Fall> last = falls.isEmpty() ? Optional.empty() : Optional.of(falls.get(falls.size() - 1));
        return last.filter(fall -> fall.recovered().isEmpty()
                        && scale.share(fall.peak()) >= LEARNED
                        && curve.from(fall.from()).y().length > FEWEST_FALLEN
                        && curve.lastTenth().best() < fall.peak() - scale.deep() / 2)
                .map(fall -> new RunVerdict(
                        Verdict.COLLAPSED,
                        format(
                                "fell from %s at %s to %s and never came back%s",
                                number(fall.peak()),
                                place(OptionalDouble.of(fall.from())),
                                number(fall.trough()),
                                Breakage.signs(run).stream()
                                        .map(sign -> "; " + sign)
                                        .collect(Collectors.joining())),
                        Breakage.ofFall(run, fall.from())));
    }

    private Optional<RunVerdict> oscillating() {
        long recoveries =
                falls.stream().filter(fall -> fall.recovered().isPresent()).count();
        if (falls.size() >= 2 && recoveries >= 1 && lateFall().isPresent()) {
            double deepest = falls.stream().mapToDouble(Fall::depth).max().orElseThrow();
            return Optional.of(new RunVerdict(
                    Verdict.OSCILLATING,
                    format(
                            "fell %d times, by up to %s, and came back %d times",
                            falls.size(), number(deepest), recoveries),
                    Blame.fastest(run, record -> true)));
        }
        ScoreCurve share = ScoreCurve.of(run, "oscillation/share").finite();
        ScoreCurve deviation = ScoreCurve.of(run, "oscillation/deviation").finite();
        if (share.isEmpty() || !curve.firstAtLeast(scale.solved()).isEmpty()) {
            return Optional.empty();
        }
        double period = ScoreCurve.of(run, "oscillation/period").last();
        double swings = deviation.last();
        boolean bend = 2 * period > share.x()[0];
        return bend || share.lastTenth().mean() < PERIODIC || swings < deviation.y()[0]
                ? Optional.empty()
                : Optional.of(new RunVerdict(
                        Verdict.OSCILLATING,
                        format(
                                "the discriminator's loss swings every %s iterations, by %s at first and %s at the end",
                                number(period), number(deviation.y()[0]), number(swings)),
                        Blame.fastest(run, record -> true)));
    }

    /** The last fall, if the middle of the training had passed before the score was back. */
    private Optional<Fall> lateFall() {
        return falls.isEmpty()
                ? Optional.empty()
                : Optional.of(falls.get(falls.size() - 1))
                        .filter(fall -> fall.recovered().orElse(Double.POSITIVE_INFINITY) > middle);
    }

    private Optional<RunVerdict> tooSlow() {
        if (curve.firstAtLeast(scale.solved()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new RunVerdict(
                Verdict.TOO_SLOW,
                format(
                        "the best score was %s, solved is %s; the last tenth has %s",
                        number(curve.best()),
                        number(scale.solved()),
                        number(curve.lastTenth().mean())),
                Blame.slowest(run, record -> true)));
    }

    private Optional<RunVerdict> noisy() {
        double from = Math.max(middle, curve.firstAtLeast(scale.solved()).orElseThrow());
        ScoreCurve after = curve.from(from);
        double bound = scale.solved() - BELOW * scale.unit();
        long below = after.countBelow(bound);
        if (lateFall().isEmpty() && below <= OFTEN * after.y().length) {
            return Optional.empty();
        }
        String evidence = lateFall()
                .map(this::fallOnce)
                .orElseGet(() -> format(
                        "of %d scores since %s, %d lie below %s",
                        after.y().length, place(OptionalDouble.of(from)), below, number(bound)));
        return Optional.of(new RunVerdict(Verdict.NOISY, evidence, Blame.fastest(run, atOrAfter(from))));
    }

    private String fallOnce(Fall fall) {
        return format(
                "fell from %s at %s to %s%s",
                number(fall.peak()),
                place(OptionalDouble.of(fall.from())),
                number(fall.trough()),
                fall.recovered().isPresent() ? " and came back at " + place(fall.recovered()) : " near the end");
    }

    private Predicate<MetricRecord> atOrAfter(double x) {
        return record -> Breakage.place(run, record) >= x;
    }

    private String place(OptionalDouble x) {
        return x.isPresent() ? "%,d %s".formatted((long) x.getAsDouble(), Breakage.unitOfPlace(run)) : "never";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
