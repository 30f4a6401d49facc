package keel.env.contract;

import keel.env.EnvProvider;

/** One sentence of the contract, and how to find out whether an environment keeps it. */
public final class Rule {
    private final String name;
    private final String statement;
    private final Check check;

    /** Holds an environment against a rule: returns if it is kept. */
    interface Check {
        void check(Subject subject);
    }

    Rule(String name, String statement, Check check) {
        this.name = name;
        this.statement = statement;
        this.check = check;
    }

    /** Short and lasting, such as {@code seed.same-bits}. */
    public String name() {
        return name;
    }

    /** What is demanded, in one sentence. */
    public String statement() {
        return statement;
    }

    /**
     * Opens lanes of this environment, plays, and closes them. Never throws for what the environment does: an error is a
     * failure of the rule, with the error's words.
     */
    public Verdict check(EnvProvider provider, String id) {
        try {
            check.check(new Subject(provider, id));
            return new Verdict.Passed();
        } catch (Finding.Broken broken) {
            return broken.failed();
        } catch (Finding.Inapplicable inapplicable) {
            return new Verdict.Skipped(inapplicable.why());
        } catch (RuntimeException e) {
            return new Verdict.Failed(
                    "an ordinary call", "no error", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
