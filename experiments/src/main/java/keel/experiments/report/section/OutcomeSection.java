package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.stability.FallSummary;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.TimeToThreshold;

/** When settings learned, and how they fell. */
final class OutcomeSection {
    private OutcomeSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            SettingSummary summary = comparison.settings().get(i).summary();
            if (summary.toThreshold().isPresent() && summary.falls().isPresent()) {
                rows.add(new Row(
                        OptionalInt.of(i),
                        cells(
                                summary,
                                summary.toThreshold().get(),
                                summary.falls().get())));
            }
        }
        return new Section(
                "outcomes",
                "Learning and falling",
                "Time to solved: Kaplan and Meier's median, a run that never got there counting as longer than it was trained. "
                        + "A fall is one of half the way from untrained to solved or more; it is recovered once a score comes within half of that of the peak again. "
                        + "Depth: of each run's deepest fall; duration: from peak to recovery. Times are in environment steps for agents and iterations for pairs.",
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "",
                                List.of(
                                        "setting",
                                        "diverged",
                                        "solved",
                                        "time to solved",
                                        "runs that fell",
                                        "falls recovered",
                                        "depth",
                                        "duration"),
                                rows)),
                List.of(),
                List.of());
    }

    private static List<Cell> cells(SettingSummary summary, TimeToThreshold time, FallSummary falls) {
        return List.of(
                Cell.of(summary.label()),
                Numbers.share(
                        summary.outcomes().getOrDefault("diverged", 0),
                        summary.runs().size()),
                Numbers.share(time.reached(), time.n()),
                time.median().isPresent()
                        ? new Cell(
                                String.format(
                                        Locale.ROOT, "%,.0f", time.median().getAsDouble()),
                                "n=" + time.n())
                        : new Cell("-", "fewer than half, n=" + time.n()),
                Numbers.share(falls.fell(), falls.n()),
                Numbers.share(falls.recovered(), falls.falls()),
                Numbers.cell(falls.depth()),
                Numbers.cell(falls.duration()));
    }
}
