package keel.experiments.report.document;

import java.util.List;

/**
 * A table.
 *
 * @param caption may be empty
 * @param headings one a column
 */
public record Table(String caption, List<String> headings, List<Row> rows) {
    public Table {
        headings = List.copyOf(headings);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != headings.size()) {
                throw new IllegalArgumentException("a row has %d cells under %d headings"
                        .formatted(row.cells().size(), headings.size()));
            }
        }
    }
}
