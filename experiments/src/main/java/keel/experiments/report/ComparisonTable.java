package keel.experiments.report;

import java.util.ArrayList;
import java.util.List;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingSummary;

/** A comparison as rows of text: one a setting, under the headings. */
public final class ComparisonTable {
    /** What the numbers are, for below the table. */
    public static final String NOTE = """
            Means over completed runs with 95 % Student intervals (n = 1 has none); the completed share with Wilson's.
            final: evaluation at the end; IQM: mean of the middle half of all runs' finals, one that diverged counting as the worst, with a bootstrap interval.
            area: trapezoidal mean of the score over training; worst drawdown: largest fall below the best so far.""";

    private ComparisonTable() {}

    /** The heading of each column. */
    public static List<String> headings(Comparison comparison) {
        List<String> headings =
                new ArrayList<>(List.of("setting", "completed", "final", "IQM", "area", "worst drawdown"));
        headings.addAll(comparison.alsoAtEnd());
        headings.addAll(List.of("n", "score"));
        return headings;
    }

    /** One setting's cells, in the order of {@link #headings}. */
    public static List<String> cells(Comparison comparison, SettingSummary summary) {
        List<String> cells = new ArrayList<>(List.of(
                summary.label(),
                "%d of %d %s"
                        .formatted(
                                summary.outcomes().getOrDefault("completed", 0),
                                summary.runs().size(),
                                Figures.interval(summary.completed())),
                Figures.estimate(summary.finalScore()),
                Figures.estimate(summary.finalIqm()),
                Figures.estimate(summary.area()),
                Figures.estimate(summary.drawdown())));
        for (String metric : comparison.alsoAtEnd()) {
            Estimate estimate = summary.alsoAtEnd().get(metric);
            cells.add(estimate == null ? "" : Figures.estimate(estimate));
        }
        cells.add(Integer.toString(summary.finalScore().n()));
        cells.add(summary.scoreMetric());
        return cells;
    }

    /** One line for every run that did not complete, with its reason. */
    public static List<String> notCompleted(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        for (SettingSummary summary : comparison.settings()) {
            summary.runs().stream()
                    .filter(run ->
                            !run.outcome().map(o -> o.status().key()).orElse("").equals("completed"))
                    .forEach(run -> lines.add("%s, seed %d: %s"
                            .formatted(
                                    summary.label(),
                                    run.seed(),
                                    run.outcome()
                                            .map(o -> o.status().key() + ", " + o.reason())
                                            .orElse("running or killed, no outcome was written"))));
        }
        return lines;
    }
}
