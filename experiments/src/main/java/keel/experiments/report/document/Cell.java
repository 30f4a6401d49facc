package keel.experiments.report.document;

/**
 * A cell of a table.
 *
 * @param text the figure
 * @param detail its interval and n, or what else belongs beside it; may be empty
 */
public record Cell(String text, String detail) {
    /** Without a detail. */
    public static Cell of(String text) {
        return new Cell(text, "");
    }

    /** Both in one line. */
    public String line() {
        return detail.isEmpty() ? text : text.isEmpty() ? detail : text + " " + detail;
    }
}
