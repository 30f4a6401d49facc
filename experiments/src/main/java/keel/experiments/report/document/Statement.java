package keel.experiments.report.document;

import java.util.OptionalInt;

/**
 * A sentence.
 *
 * @param setting which one it is about, if a single one
 */
public record Statement(OptionalInt setting, String text) {
    /** About no single setting. */
    public static Statement of(String text) {
        return new Statement(OptionalInt.empty(), text);
    }

    /** About one. */
    public static Statement of(int setting, String text) {
        return new Statement(OptionalInt.of(setting), text);
    }
}
