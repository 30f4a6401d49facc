package keel.env.wire;

import keel.env.RefusedException;
import keel.env.RefusedException.Reason;

/** How deep spaces, infos and values may be nested. */
final class Depth {
    /** A value or space without parts has depth 1. */
    static final int MOST = 16;

    private Depth() {}

    /** @throws RefusedException if it is too deep */
    static void check(int depth, String field) {
        if (depth > MOST) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    field,
                    "Field " + field + " is nested deeper than " + MOST
                            + ", the most that is sent or taken. Flatten it.");
        }
    }
}
