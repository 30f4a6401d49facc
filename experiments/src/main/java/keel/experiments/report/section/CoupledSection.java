package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.rate.RatePlane;
import keel.experiments.stability.sensitivity.DecouplingAdvantage;
import keel.experiments.stability.sensitivity.PairScores;
import keel.experiments.stability.sensitivity.RatePair;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.training.random.RandomStream;

/** Whether two rates are worth more than one. */
final class CoupledSection {
    private static final int HALVINGS = 1_000;
    private static final int SHOWN = 3;

    private CoupledSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        for (List<JudgedSetting> shape : RateSection.shapes(comparison)) {
            for (RatePlane plane : RatePlane.all(shape)) {
                add(plane, rows, statements);
            }
        }
        return new Section(
                "coupled",
                "One rate or two",
                "The best pair of rates against the best single rate for both networks, by final score and by area (mean score over the training). The best of many pairs is better by luck alone: "
                        + "so one half of the seeds chooses both, the other half says what they score, over all halvings (at most 1,000). "
                        + "In sample is the same on the seeds that chose, which flatters the pair. Runs that diverged, or whose score is no number, count as lower than any. Intervals: delete-half jackknife.",
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "",
                                List.of(
                                        "networks",
                                        "by",
                                        "advantage of two rates",
                                        "in sample",
                                        "pairs chosen",
                                        "single rates chosen"),
                                rows)),
                statements,
                List.of());
    }

    private static void add(RatePlane plane, List<Row> rows, List<Statement> statements) {
        String networks =
                "%s and %s%s".formatted(plane.x(), plane.y(), plane.name().isEmpty() ? "" : " at " + plane.name());
        long coupled = plane.settings().stream()
                .filter(setting -> rates(plane, setting).coupled())
                .count();
        if (coupled == 0 || coupled == plane.settings().size()) {
            return;
        }
        List<List<Long>> seeds = plane.settings().stream()
                .map(setting ->
                        setting.summary().runs().stream().map(RunRecord::seed).toList())
                .distinct()
                .toList();
        boolean ended = plane.settings().stream()
                .allMatch(setting -> setting.summary().endedScores().length
                        == setting.summary().runs().size());
        boolean scored = plane.settings().stream()
                .anyMatch(setting ->
                        Arrays.stream(setting.summary().endedScores()).anyMatch(Double::isFinite));
        if (seeds.size() > 1 || seeds.get(0).size() < 2 || !scored || !ended) {
            statements.add(Statement.of(
                    "%s: not compared, as every pair needs the same seeds, at least two, all ended, and some score"
                            .formatted(networks)));
            return;
        }
        rows.add(row(networks, "final", plane, SettingSummary::endedScores));
        rows.add(row(networks, "area", plane, SettingSummary::endedAreas));
    }

    private static RatePair rates(RatePlane plane, JudgedSetting setting) {
        return new RatePair(
                setting.rates().highest().get(plane.x()),
                setting.rates().highest().get(plane.y()));
    }

    private static Row row(String networks, String score, RatePlane plane, Function<SettingSummary, double[]> bySeed) {
        List<PairScores> grid = plane.settings().stream()
                .map(setting -> new PairScores(
                        rates(plane, setting),
                        Arrays.stream(bySeed.apply(setting.summary()))
                                .map(value -> Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY)
                                .toArray()))
                .toList();
        return row(
                networks, score, DecouplingAdvantage.of(grid, HALVINGS, RandomStream.named(0, "halvings/" + networks)));
    }

    private static Row row(String networks, String score, DecouplingAdvantage advantage) {
        return new Row(
                OptionalInt.empty(),
                List.of(
                        Cell.of(networks),
                        Cell.of(score),
                        new Cell(
                                Numbers.number(advantage.outOfSample()),
                                "%s %d seeds, %d halvings"
                                        .formatted(
                                                Numbers.interval(advantage.interval()),
                                                advantage.seeds(),
                                                advantage.halvings())),
                        Cell.of(Numbers.number(advantage.inSample())),
                        Cell.of(chosen(advantage.bestPairs())),
                        Cell.of(chosen(advantage.bestCoupledPairs()))));
    }

    private static String chosen(List<DecouplingAdvantage.Chosen> pairs) {
        return pairs.stream()
                        .limit(SHOWN)
                        .map(chosen -> "%s / %s (%d times)"
                                .formatted(
                                        SettingRates.text(chosen.rates().rateA()),
                                        SettingRates.text(chosen.rates().rateB()),
                                        chosen.times()))
                        .collect(Collectors.joining(", "))
                + (pairs.size() > SHOWN ? ", and %d more".formatted(pairs.size() - SHOWN) : "");
    }
}
