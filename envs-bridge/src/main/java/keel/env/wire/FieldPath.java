package keel.env.wire;

/** Paths of fields for messages. */
final class FieldPath {
    /** Keys may be as long as a message, and there is a path for every value: a long key is cut. */
    private static final int LONGEST_KEY = 100;

    private FieldPath() {}

    /** {@code field.key}. */
    static String of(String field, String key) {
        return field + "." + (key.length() > LONGEST_KEY ? key.substring(0, LONGEST_KEY) + "…" : key);
    }
}
