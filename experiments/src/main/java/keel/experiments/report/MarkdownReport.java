package keel.experiments.report;

import java.util.Collections;
import java.util.List;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;

/** Sections of a report as Markdown, for a lab's notes: the tables and sentences of the HTML page without its figures. */
public final class MarkdownReport {
    private MarkdownReport() {}

    public static String of(List<Section> sections) {
        StringBuilder text = new StringBuilder("# Keel report\n");
        for (Section section : sections) {
            if (section.tables().isEmpty() && section.statements().isEmpty()) {
                continue;
            }
            text.append("\n## ").append(section.heading()).append("\n\n");
            if (!section.note().isEmpty()) {
                text.append(section.note()).append("\n\n");
            }
            section.tables().forEach(table -> table(text, table));
            section.statements()
                    .forEach(statement ->
                            text.append("- ").append(escape(statement.text())).append('\n'));
        }
        return text.toString();
    }

    private static void table(StringBuilder text, Table table) {
        if (!table.caption().isEmpty()) {
            text.append("**").append(escape(table.caption())).append("**\n\n");
        }
        row(text, table.headings());
        row(text, Collections.nCopies(table.headings().size(), "---"));
        table.rows()
                .forEach(row -> row(text, row.cells().stream().map(Cell::line).toList()));
        text.append('\n');
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append('|');
        cells.forEach(cell -> text.append(' ').append(escape(cell)).append(" |"));
        text.append('\n');
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
