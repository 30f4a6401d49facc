package keel.experiments.report.document;

import java.util.List;

/**
 * A part of a report that answers one question.
 *
 * @param id for links
 * @param note what the reader must know to read it; may be empty
 */
public record Section(
        String id, String heading, String note, List<Table> tables, List<Statement> statements, List<Figure> figures) {
    public Section {
        tables = List.copyOf(tables);
        statements = List.copyOf(statements);
        figures = List.copyOf(figures);
    }

    /** Whether there is nothing to read or look at. */
    public boolean isEmpty() {
        return tables.isEmpty() && statements.isEmpty() && figures.isEmpty();
    }
}
