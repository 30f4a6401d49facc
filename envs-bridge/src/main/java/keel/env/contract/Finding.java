package keel.env.contract;

import java.util.Objects;

/** Why the check of a rule ended early. */
abstract sealed class Finding extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private Finding(String message) {
        super(message);
    }

    /** The rule is broken. */
    static final class Broken extends Finding {
        private static final long serialVersionUID = 1L;
        private final String what;
        private final String expected;
        private final String got;

        Broken(String what, Object expected, Object got) {
            super(what);
            this.what = what;
            this.expected = shortened(expected);
            this.got = shortened(got);
        }

        Verdict.Failed failed() {
            return new Verdict.Failed(what, expected, got);
        }
    }

    /** The rule does not apply. */
    static final class Inapplicable extends Finding {
        private static final long serialVersionUID = 1L;
        private final String why;

        Inapplicable(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    static void same(String what, Object expected, Object got) {
        if (!Objects.equals(expected, got)) {
            throw new Broken(what, expected, got);
        }
    }

    static void holds(boolean condition, String what, Object expected, Object got) {
        if (!condition) {
            throw new Broken(what, expected, got);
        }
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
