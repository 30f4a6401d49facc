package keel.experiments.report.document;

import java.util.List;
import java.util.OptionalInt;

/**
 * A row of a table.
 *
 * @param setting which one it is about, if a single one
 */
public record Row(OptionalInt setting, List<Cell> cells) {
    public Row {
        cells = List.copyOf(cells);
    }

    /** About no single setting. */
    public static Row of(String... cells) {
        return new Row(
                OptionalInt.empty(), List.of(cells).stream().map(Cell::of).toList());
    }
}
