package keel.experiments.stability.verdict;

/** What became of a run, from best to worst. */
public enum Verdict {
    /** Solved, and stayed so. */
    STEADY("steady"),
    /** Solved, but scores scatter below. */
    NOISY("noisy"),
    /** Not solved within the training, and nothing broke. */
    TOO_SLOW("too slow"),
    /** Fell far and came back, again and again. */
    OSCILLATING("oscillating"),
    /** Lost what it had learned, or broke before it learned anything. */
    COLLAPSED("collapsed"),
    /** The divergence rule ended it. */
    DIVERGED("diverged"),
    /** There is too little to judge by. */
    NOT_JUDGED("not judged");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As people read it. */
    public String text() {
        return text;
    }
}
