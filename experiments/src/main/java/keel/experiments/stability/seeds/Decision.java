package keel.experiments.stability.seeds;

/** How the first of two settings compares with the second. */
public enum Decision {
    /** Its scores are smaller. */
    SMALLER,
    /** No difference was found with all the seeds that were planned for. */
    EQUAL,
    /** Its scores are larger. */
    LARGER,
    /** Open: it takes more seeds. */
    CONTINUE
}
