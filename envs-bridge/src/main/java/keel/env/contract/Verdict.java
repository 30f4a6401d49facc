package keel.env.contract;

/** What holding an environment against one rule gave. */
public sealed interface Verdict {
    /** The rule is not broken: it is kept, or does not apply. */
    default boolean acceptable() {
        return !(this instanceof Failed);
    }

    /** One word for a table. */
    String word();

    /** What there is to say beyond the word; empty if nothing. */
    String detail();

    /** The rule is kept. */
    record Passed() implements Verdict {
        @Override
        public String word() {
            return "passed";
        }

        @Override
        public String detail() {
            return "";
        }
    }

    /**
     * The rule is broken.
     *
     * @param what was looked at, with the step and lane where there is one
     * @param expected by the rule
     * @param got from the environment
     */
    record Failed(String what, String expected, String got) implements Verdict {
        @Override
        public String word() {
            return "failed";
        }

        @Override
        public String detail() {
            return what + ": expected " + expected + ", but got " + got;
        }
    }

    /** The rule does not apply to this environment. */
    record Skipped(String why) implements Verdict {
        @Override
        public String word() {
            return "skipped";
        }

        @Override
        public String detail() {
            return why;
        }
    }
}
