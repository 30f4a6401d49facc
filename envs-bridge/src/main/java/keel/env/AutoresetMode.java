package keel.env;

/** What a vector environment does with a lane whose episode has ended (Gymnasium's {@code AutoresetMode}). */
public enum AutoresetMode {
    /** The step after the end ignores the action, resets, and returns reward 0: a filler row. Gymnasium's default. */
    NEXT_STEP,
    /** The ending step resets at once; the last observation is in {@link VectorStep#finalObservations}. */
    SAME_STEP,
    /** Nothing: the caller resets lanes; stepping an ended lane is an error. */
    DISABLED
}
