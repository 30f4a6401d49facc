package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.run.Outcome;
import keel.experiments.stability.FallSummary;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.TimeToThreshold;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.Verdict;

/** When settings learned, and how they fell. */
final class OutcomeSection {
    /** Without a scale, or a score. */
    private static final List<Cell> UNKNOWN = Collections.nCopies(4, Cell.of("-"));

    private OutcomeSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            rows.add(new Row(OptionalInt.of(i), cells(comparison.settings().get(i))));
        }
        return new Section(
                "outcomes",
                "Learning and falling",
                "Diverged: of the runs that reached their end or diverged; collapsed: of the seeds with a verdict. "
                        + "Time to solved: Kaplan and Meier's median, a run that never got there counting as longer than it was trained. "
                        + "A fall is one of half the way from untrained to solved or more; it is recovered once a score comes within half of that of the peak again. "
                        + "Falls of one run are not independent, so their share has no interval. "
                        + "Depth: of each run's deepest fall; duration: from peak to recovery, of those recovered. Times are in environment steps for agents and iterations for pairs.",
                List.of(new Table(
                        "",
                        List.of(
                                "setting",
                                "diverged",
                                "collapsed",
                                "solved",
                                "time to solved",
                                "runs that fell",
                                "falls recovered",
                                "depth",
                                "duration of those recovered"),
                        rows)),
                List.of(),
                List.of());
    }

    private static List<Cell> cells(JudgedSetting setting) {
        SettingSummary summary = setting.summary();
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.of(summary.label()),
                Numbers.share(summary.ended(Outcome.Status.DIVERGED), summary.endedForGood()),
                Numbers.share(
                        setting.verdict().count(Verdict.COLLAPSED),
                        setting.verdict().judged())));
        cells.addAll(summary.toThreshold().map(OutcomeSection::cells).orElse(UNKNOWN.subList(0, 2)));
        cells.addAll(summary.falls().map(OutcomeSection::cells).orElse(UNKNOWN));
        return cells;
    }

    private static List<Cell> cells(TimeToThreshold time) {
        return List.of(
                Numbers.share(time.reached(), time.n()),
                time.median().isPresent()
                        ? new Cell(
                                String.format(
                                        Locale.ROOT, "%,.0f", time.median().getAsDouble()),
                                "n=" + time.n())
                        : new Cell("-", "fewer than half, n=" + time.n()));
    }

    private static List<Cell> cells(FallSummary falls) {
        return List.of(
                Numbers.share(falls.fell(), falls.n()),
                Cell.of(falls.falls() == 0 ? "-" : "%d of %d".formatted(falls.recovered(), falls.falls())),
                Numbers.cell(falls.depth()),
                Numbers.cell(falls.duration()));
    }
}
