package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;

/** The keys in which settings differ. */
final class DifferenceSection {
    private DifferenceSection() {}

    static Section of(Comparison comparison) {
        List<String> headings = new ArrayList<>(List.of("setting", "preset", "id"));
        headings.addAll(comparison.differences().keySet());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            var run = comparison.settings().get(i).summary().runs().get(0);
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.of(comparison.settings().get(i).label()), Cell.of(run.preset()), Cell.of(run.setting())));
            for (List<String> values : comparison.differences().values()) {
                cells.add(Cell.of(values.get(i)));
            }
            rows.add(new Row(OptionalInt.of(i), cells));
        }
        return new Section(
                "differences",
                "Where the settings differ",
                "",
                comparison.differences().isEmpty() ? List.of() : List.of(new Table("", headings, rows)),
                List.of(),
                List.of());
    }
}
