package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.verdict.JudgedSetting;

/** The settings side by side, and a sentence for every run that is not as the others. */
final class SettingsSection {
    private static final String NOTE = """
            Means over completed runs with 95 % Student intervals (a single seed has none); the completed share is of the runs that completed or diverged, with Wilson's. \
            IQM: mean of the middle half of all runs' finals, one that diverged counting as the worst, with a bootstrap interval. \
            final: evaluation at the end; last tenth: mean score of the last tenth of the training; area: trapezoidal mean of the \
            score over training; worst drawdown: largest fall below the best so far.""";

    private SettingsSection() {}

    static Section of(Comparison comparison) {
        List<String> headings = new ArrayList<>(
                List.of("setting", "verdict", "completed", "IQM", "final", "last tenth", "area", "worst drawdown"));
        headings.addAll(comparison.alsoAtEnd());
        List<Row> rows = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            JudgedSetting setting = comparison.settings().get(i);
            rows.add(new Row(OptionalInt.of(i), cells(comparison, setting)));
            String metric = setting.summary().scoreMetric();
            List<RunRecord> runs = setting.summary().runs();
            long longest = runs.stream()
                    .filter(SettingsSection::completed)
                    .mapToLong(SettingsSection::length)
                    .max()
                    .orElse(0);
            for (RunRecord run : runs) {
                List<String> texts = unusual(run, metric, longest);
                if (!texts.isEmpty()) {
                    statements.add(Statement.of(
                            i, "%s, seed %d: %s".formatted(setting.label(), run.seed(), String.join("; ", texts))));
                }
            }
        }
        comparison.repeated().forEach(text -> statements.add(Statement.of(text)));
        comparison.featuresNote().ifPresent(note -> statements.add(Statement.of(note)));
        return new Section("settings", "Settings", NOTE, List.of(new Table("", headings, rows)), statements, List.of());
    }

    private static List<Cell> cells(Comparison comparison, JudgedSetting setting) {
        SettingSummary summary = setting.summary();
        List<Cell> cells = new ArrayList<>(List.of(
                new Cell(summary.label(), summary.scoreMetric()),
                new Cell(setting.verdict().verdict().text(), setting.verdict().countsText()),
                completed(summary),
                Numbers.cell(summary.finalIqm()),
                Numbers.cell(summary.finalScore()),
                Numbers.cell(summary.tail()),
                Numbers.cell(summary.area()),
                Numbers.cell(summary.drawdown())));
        for (String metric : comparison.alsoAtEnd()) {
            Estimate estimate = summary.alsoAtEnd().get(metric);
            cells.add(estimate == null ? Cell.of("") : Numbers.cell(estimate));
        }
        return cells;
    }

    /** Of the runs that completed or diverged; the others may still do either. */
    private static Cell completed(SettingSummary summary) {
        Cell share = Numbers.share(summary.ended(Outcome.Status.COMPLETED), summary.endedForGood());
        int open = summary.runs().size() - summary.endedForGood();
        return open == 0 ? share : new Cell(share.text(), "%s, %d not ended".formatted(share.detail(), open));
    }

    /**
     * What a reader must know of a run before trusting a mean that it is, or is not, part of.
     *
     * @param longest of the completed runs of its setting
     */
    private static List<String> unusual(RunRecord run, String metric, long longest) {
        List<String> texts = new ArrayList<>();
        if (!completed(run)) {
            texts.add(run.outcome()
                    .map(outcome -> outcome.status().key() + ", " + outcome.reason())
                    .orElse("running or killed, no outcome was written"));
        } else if (length(run) < longest) {
            texts.add("reached %,d of %,d %s".formatted(length(run), longest, steps(run) ? "steps" : "iterations"));
        }
        ScoreCurve curve = ScoreCurve.of(run, metric);
        if (curve.isEmpty()) {
            texts.add("%s was never measured, so it has no score, area or drawdown".formatted(metric));
        }
        int lost = curve.y().length - curve.finite().y().length;
        if (lost > 0) {
            texts.add(
                    "%d of %d values of %s are not finite and were left out".formatted(lost, curve.y().length, metric));
        }
        return texts;
    }

    private static boolean completed(RunRecord run) {
        return run.outcome()
                .filter(outcome -> outcome.status() == Outcome.Status.COMPLETED)
                .isPresent();
    }

    /** Environment steps or iterations up to the last record. */
    private static long length(RunRecord run) {
        return run.metrics().stream()
                .mapToLong(record -> steps(run) ? record.environmentStep() : record.update() + 1)
                .max()
                .orElse(0);
    }

    private static boolean steps(RunRecord run) {
        return !run.kind().equals("gan");
    }
}
