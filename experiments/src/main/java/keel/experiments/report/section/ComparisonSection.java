package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.stability.Interval;
import keel.experiments.stability.ScoreScale;
import keel.experiments.stability.aggregate.PerformanceProfile;
import keel.experiments.stability.aggregate.ProbabilityOfImprovement;
import keel.experiments.stability.aggregate.RunScores;
import keel.experiments.stability.aggregate.StratifiedBootstrap;
import keel.experiments.stability.seeds.AdaStop;
import keel.experiments.stability.seeds.Decision;
import keel.experiments.stability.seeds.SeedReport;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.training.random.RandomStream;

/** Whether the best settings of a preset are better than the others, and whether the seeds are enough to say so. */
final class ComparisonSection {
    /** Pairs grow with the square of their number, and the level that is left for each shrinks. */
    private static final int MOST = 5;

    private static final int REPETITIONS = 5_000;
    private static final int THRESHOLDS = 61;

    private ComparisonSection() {}

    static Section of(Comparison comparison) {
        List<Table> tables = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        Map<String, List<JudgedSetting>> tasks = comparison.byTask();
        tasks.forEach((task, settings) -> {
            List<JudgedSetting> best = best(settings);
            String title = tasks.size() == 1 ? "" : task + ": ";
            if (best.size() > 1) {
                tables.add(improvement(comparison, best, title));
                statements.add(Statement.of(title + seeds(best)));
            }
            comparison
                    .scale(settings.get(0))
                    .ifPresent(scale -> figures.add(profile(comparison, settings, scale, "profile/" + task, title)));
        });
        return new Section(
                "comparison",
                "Is the best setting better?",
                "The %d settings with the highest IQM of final scores. The best is chosen by the seeds that it is then compared by, which flatters it. Probability of improvement: the chance that a run of the best one scores higher than one of the other, a tie counting half (Agarwal et al. 2021), with a stratified bootstrap interval; 0.5 is no difference. "
                                .formatted(MOST)
                        + "Whether the seeds are enough: AdaStop (Mathieu et al. 2023), which keeps the chance of any wrong decision below 5 %% over all pairs and looks. Its looks come every 5 seeds. "
                                .formatted()
                        + "Profile: share of runs whose final score is above each score.",
                tables,
                statements,
                figures);
    }

    /** Settings with an ended run, best first. */
    private static List<JudgedSetting> best(List<JudgedSetting> settings) {
        return settings.stream()
                .filter(setting -> setting.summary().endedScores().length > 0)
                .sorted(Comparator.comparingDouble((JudgedSetting setting) ->
                                setting.summary().finalIqm().mean())
                        .reversed())
                .limit(MOST)
                .toList();
    }

    private static Table improvement(Comparison comparison, List<JudgedSetting> best, String title) {
        RunScores first = RunScores.of(best.get(0).summary().endedScores());
        List<Row> rows = new ArrayList<>();
        for (JudgedSetting other : best.subList(1, best.size())) {
            RunScores scores = RunScores.of(other.summary().endedScores());
            Interval interval = StratifiedBootstrap.interval(
                    first,
                    scores,
                    ProbabilityOfImprovement::of,
                    REPETITIONS,
                    RandomStream.named(0, "improvement/" + other.label()));
            rows.add(new Row(
                    OptionalInt.of(comparison.indexOf(other)),
                    List.of(
                            Cell.of(other.label()),
                            Numbers.cell(other.summary().finalIqm()),
                            new Cell(
                                    Numbers.number(ProbabilityOfImprovement.of(first, scores)),
                                    "%s n=%d and %d"
                                            .formatted(
                                                    Numbers.interval(interval),
                                                    best.get(0).summary().endedScores().length,
                                                    other.summary().endedScores().length)))));
        }
        return new Table(
                "%s%s (IQM %s) against the next best"
                        .formatted(
                                title,
                                best.get(0).label(),
                                Numbers.cell(best.get(0).summary().finalIqm()).line()),
                List.of("setting", "IQM", "probability that the best one's run scores higher"),
                rows);
    }

    private static String seeds(List<JudgedSetting> best) {
        Map<String, double[]> scores = new LinkedHashMap<>();
        best.forEach(setting -> scores.put(setting.label(), setting.summary().endedScores()));
        SeedReport report = AdaStop.STANDARD.compare(scores, RandomStream.named(0, "adastop"));
        int fewest =
                scores.values().stream().mapToInt(some -> some.length).min().orElseThrow();
        if (report.interims().isEmpty()) {
            return "%d seeds are too few for a first look: run at least %d of each of the best settings."
                    .formatted(fewest, AdaStop.STANDARD.seedsPerInterim());
        }
        long pairs = report.comparisons().size();
        long different = report.comparisons().stream()
                .filter(pair -> pair.decision() == Decision.LARGER || pair.decision() == Decision.SMALLER)
                .count();
        long open = report.comparisons().stream()
                .filter(pair -> pair.decision() == Decision.CONTINUE)
                .count();
        String said =
                "%d seeds: of %d pairs of the best settings %d differ, %d are equal as far as this test looks, %d are open."
                        .formatted(fewest, pairs, different, pairs - different - open, open);
        int more = report.moreSeeds().values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return report.enough()
                ? said + " The seeds are enough."
                : "%s To decide more, run %d more seeds of each setting that is in an open pair (%s)."
                        .formatted(
                                said,
                                more,
                                String.join(
                                        "; ",
                                        report.moreSeeds().entrySet().stream()
                                                .filter(entry -> entry.getValue() > 0)
                                                .map(Map.Entry::getKey)
                                                .toList()));
    }

    private static LineFigure profile(
            Comparison comparison, List<JudgedSetting> settings, ScoreScale scale, String id, String title) {
        double top = settings.stream()
                .flatMapToDouble(setting -> Arrays.stream(setting.summary().endedScores()))
                .filter(Double::isFinite)
                .max()
                .orElse(scale.solved());
        double from = scale.untrained();
        double to = Math.max(top, scale.solved());
        double[] thresholds = new double[THRESHOLDS];
        for (int i = 0; i < THRESHOLDS; i++) {
            thresholds[i] = from + (to - from) * i / (THRESHOLDS - 1.0);
        }
        return new LineFigure(
                id,
                title + "Performance profile",
                Optional.empty(),
                new Axis("final " + settings.get(0).summary().scoreMetric() + " above", false),
                new Axis("share of runs", false),
                thresholds,
                settings.stream()
                        .filter(setting -> setting.summary().endedScores().length > 0)
                        .map(setting -> new Line(
                                OptionalInt.of(comparison.indexOf(setting)),
                                setting.label(),
                                setting.summary().endedScores().length,
                                Optional.empty(),
                                PerformanceProfile.ofRuns(
                                        RunScores.of(setting.summary().endedScores()), thresholds),
                                Optional.empty(),
                                List.of(),
                                Optional.empty()))
                        .toList(),
                List.of(),
                List.of());
    }
}
