package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import keel.experiments.preset.GanSubject;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.PlaneTheory;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.gans.GanSpec;
import keel.training.rate.Constant;
import org.hipparchus.stat.descriptive.rank.Median;

/** When generators lost modes, and how pairs rotate: measured, and as linear theory predicts it from the rates. */
final class PairSection {
    private static final String COLLAPSE = "collapse/iteration";
    /** Share of the power of a swing that has one period. */
    private static final double PERIODIC = 0.5;

    private static final String NOTE = """
            Modes lost: completed runs that, at an evaluation, had fewer than half of the modes or classes after three quarters or more \
            at an earlier one; by iteration: the median of these evaluations. Swing: standard deviation of the discriminator's loss \
            around its trend, between the last two evaluations. Observed period: that of the strongest swing, of the seeds where it \
            has at least half of the power and fits twice between two evaluations. Predicted rotation: iterations in which generator \
            and discriminator turn once around their equilibrium, from the eigenvalues of one iteration of the linear game: that of a \
            Dirac-GAN, or the median of those that the runs last measured of themselves (local/f, local/gamma). The loss of a \
            Dirac-GAN swings twice in a rotation.""";

    private PairSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            JudgedSetting setting = comparison.settings().get(i);
            OptionalInt at = OptionalInt.of(i);
            SettingRates.subject(setting.summary().runs().get(0))
                    .filter(GanSubject.class::isInstance)
                    .ifPresent(subject -> rows.add(new Row(at, cells(setting, (GanSubject) subject))));
        }
        return new Section(
                "pairs",
                "Pairs: modes and rotation",
                NOTE,
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "",
                                List.of(
                                        "setting",
                                        "modes lost",
                                        "by iteration",
                                        "swing of the loss",
                                        "observed period",
                                        "predicted rotation"),
                                rows)),
                List.of(),
                List.of());
    }

    private static List<Cell> cells(JudgedSetting setting, GanSubject pair) {
        List<RunRecord> runs = setting.summary().runs();
        List<Outcome> completed = runs.stream()
                .flatMap(run -> run.outcome().stream())
                .filter(outcome -> outcome.status() == Outcome.Status.COMPLETED)
                .toList();
        double[] lost = completed.stream()
                .flatMap(outcome -> Stream.ofNullable(outcome.finalScores().get(COLLAPSE)))
                .mapToDouble(Double::doubleValue)
                .toArray();
        return List.of(
                Cell.of(setting.label()),
                pair.metrics().contains(COLLAPSE)
                        ? Numbers.share(lost.length, completed.size())
                        : new Cell("-", "no modes"),
                lost.length == 0 ? Cell.of("-") : new Cell(iterations(new Median().evaluate(lost)), "n=" + lost.length),
                Numbers.cell(Estimate.of(last(runs, "oscillation/deviation"))),
                Numbers.cell(Estimate.of(runs.stream()
                        .flatMapToDouble(run -> period(run, pair.spec()).stream())
                        .toArray())),
                rotation(setting, pair.spec()));
    }

    private static double[] last(List<RunRecord> runs, String metric) {
        return runs.stream()
                .mapToDouble(run -> last(run, metric))
                .filter(Double::isFinite)
                .toArray();
    }

    /** NaN of a run that did not measure it. */
    private static double last(RunRecord run, String metric) {
        return ScoreCurve.of(run, metric).finite().last();
    }

    /** Nothing where no period stands out, or it is so long that it may be a bend. */
    private static OptionalDouble period(RunRecord run, GanSpec spec) {
        double period = last(run, "oscillation/period");
        return last(run, "oscillation/share") >= PERIODIC
                        && 2 * period <= spec.evaluation().everyIterations()
                ? OptionalDouble.of(period)
                : OptionalDouble.empty();
    }

    private static Cell rotation(JudgedSetting setting, GanSpec spec) {
        if (!constant(spec)) {
            return new Cell("-", "the rates are not constant");
        }
        if (spec.updates().generator() != 1 || spec.updates().discriminator() != 1) {
            return new Cell("-", "a player has several updates an iteration");
        }
        Optional<PlaneTheory> theory = PlaneTheory.of(spec, setting.summary().runs());
        if (theory.isEmpty()) {
            return new Cell("-", "the game was not measured (evaluation.local-dimensions)");
        }
        double period = theory.get()
                .period(
                        setting.rates().highest().get("generator"),
                        setting.rates().highest().get("discriminator"));
        String game = theory.get().measured() ? "measured game" : "Dirac-GAN";
        return Double.isFinite(period)
                ? new Cell(iterations(period), game)
                : new Cell("-", "no rotation at these rates, " + game);
    }

    private static boolean constant(GanSpec spec) {
        return Stream.of(spec.generator().rate(), spec.discriminator().rate())
                .allMatch(rate ->
                        rate.schedule() instanceof Constant && rate.controller().isEmpty());
    }

    private static String iterations(double count) {
        return String.format(Locale.ROOT, count < 1_000 ? "%,.1f" : "%,.0f", count);
    }
}
