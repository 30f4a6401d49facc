package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.Verdict;

/** What became of each setting, why, and what to try. */
final class VerdictSection {
    private VerdictSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            JudgedSetting setting = comparison.settings().get(i);
            rows.add(new Row(
                    OptionalInt.of(i),
                    List.of(
                            Cell.of(setting.label()),
                            new Cell(
                                    setting.verdict().verdict().text(),
                                    setting.verdict().countsText()),
                            Numbers.share(
                                    setting.verdict().count(Verdict.STEADY),
                                    setting.verdict().judged()),
                            Cell.of(setting.verdict().evidence()),
                            Cell.of(setting.advice()))));
            String note = comparison.resonances().get(setting.label());
            if (note != null) {
                statements.add(Statement.of(i, setting.label() + ": " + note));
            }
        }
        return new Section(
                "verdicts",
                "Verdicts",
                note(comparison),
                List.of(new Table(
                        "",
                        List.of("setting", "verdict", "steady seeds", "evidence (one seed's)", "what to try"),
                        rows)),
                statements,
                List.of());
    }

    private static String note(Comparison comparison) {
        String scales = comparison.scales().entrySet().stream()
                .map(entry -> "%s: untrained %s, solved %s (%s)"
                        .formatted(
                                entry.getKey(),
                                Numbers.number(entry.getValue().untrained()),
                                Numbers.number(entry.getValue().solved()),
                                entry.getValue().source()))
                .collect(Collectors.joining("; "));
        return "A setting is steady if four judged seeds in five are; else it has the verdict of most of the others. "
                + (scales.isEmpty()
                        ? "No score was measured that would tell trained from untrained."
                        : "Depths are told in the way from untrained to solved. " + scales + ".");
    }
}
