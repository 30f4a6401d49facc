package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreScale;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.sensitivity.EffectiveDimensionality;
import keel.experiments.stability.sensitivity.EnvironmentScores;
import keel.experiments.stability.sensitivity.SettingScore;
import keel.experiments.stability.verdict.JudgedSetting;

/** What one choice of rates for several tasks loses against a choice for each (Adkins et al. 2024). */
final class SensitivitySection {
    private SensitivitySection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        algorithms(comparison).forEach((algorithm, settings) -> add(comparison, algorithm, settings, rows, statements));
        return new Section(
                "sensitivity",
                "One choice of rates for several tasks",
                "Of one algorithm with the same rates in several tasks: the mean over tasks of the best setting of each, and of the one setting that is best over all. Sensitivity is what the one loses. "
                        + "Scores are shares of the way from untrained to solved, mean over seeds; a setting with a diverged seed has none. "
                        + "Effective dimension: how many of the rates must be chosen for each task to have 95 % of the former (Adkins et al. 2024).",
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "",
                                List.of(
                                        "algorithm",
                                        "tasks",
                                        "settings",
                                        "best of each task",
                                        "best for all",
                                        "sensitivity",
                                        "effective dimension"),
                                rows)),
                statements,
                List.of());
    }

    /** Settings by algorithm, of those that are in more than one task. */
    private static Map<String, List<JudgedSetting>> algorithms(Comparison comparison) {
        Map<String, List<JudgedSetting>> all = new LinkedHashMap<>();
        for (JudgedSetting setting : comparison.settings()) {
            RunRecord first = setting.summary().runs().get(0);
            all.computeIfAbsent(first.config().path("algorithm").asText(first.kind()), key -> new ArrayList<>())
                    .add(setting);
        }
        return all;
    }

    private static void add(
            Comparison comparison,
            String algorithm,
            List<JudgedSetting> settings,
            List<Row> rows,
            List<Statement> statements) {
        List<SettingScore> scores = new ArrayList<>();
        Set<String> tasks = new TreeSet<>();
        comparison
                .byTask()
                .forEach((task, some) -> some.stream()
                        .filter(settings::contains)
                        .forEach(setting -> comparison.scale(setting).ifPresent(scale -> {
                            tasks.add(task);
                            scores.add(new SettingScore(rates(setting), task, score(setting, scale)));
                        })));
        long places = scores.stream()
                .map(score -> List.of(score.environment(), score.hyperparameters()))
                .distinct()
                .count();
        if (tasks.size() < 2) {
            return;
        }
        if (places < scores.size()) {
            statements.add(Statement.of("%s: not compared over tasks, as settings of one task differ in more than rates"
                    .formatted(algorithm)));
            return;
        }
        EnvironmentScores all = EnvironmentScores.of(scores);
        long complete = scores.stream()
                .filter(score -> Double.isFinite(score.score()))
                .collect(Collectors.groupingBy(SettingScore::hyperparameters, Collectors.counting()))
                .values()
                .stream()
                .filter(count -> count == tasks.size())
                .count();
        if (complete >= 2 && all.tunedPerEnvironment() <= 0) {
            statements.add(
                    Statement.of("%s: not compared over tasks, as the best settings are no better than random actions"
                            .formatted(algorithm)));
            return;
        }
        if (complete < 2) {
            statements.add(
                    Statement.of("%s: not compared over tasks, as fewer than 2 settings have a score in all of %s"
                            .formatted(algorithm, String.join(", ", tasks))));
            return;
        }
        rows.add(Row.of(
                algorithm,
                String.join(", ", tasks),
                Long.toString(complete),
                Numbers.number(all.tunedPerEnvironment()),
                "%s at %s".formatted(Numbers.number(all.tunedAcrossEnvironments()), text(all.bestAcrossEnvironments())),
                Numbers.number(all.sensitivity()),
                "%d of %d rates"
                        .formatted(
                                EffectiveDimensionality.of(all).dimension(),
                                all.bestAcrossEnvironments().size())));
    }

    private static Map<String, String> rates(JudgedSetting setting) {
        Map<String, String> rates = new TreeMap<>();
        setting.rates().highest().forEach((network, rate) -> rates.put(network, SettingRates.text(rate)));
        return rates;
    }

    /** By network: the map itself has an order that changes from one process to the next. */
    private static String text(Map<String, String> rates) {
        return new TreeMap<>(rates)
                .entrySet().stream()
                        .map(rate -> rate.getKey() + " " + rate.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static double score(JudgedSetting setting, ScoreScale scale) {
        return Arrays.stream(setting.summary().endedScores())
                .map(scale::share)
                .average()
                .orElse(Double.NEGATIVE_INFINITY);
    }
}
