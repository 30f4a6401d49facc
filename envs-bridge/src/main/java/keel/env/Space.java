package keel.env;

/** Which values an observation or action may take (Gymnasium's {@code Space}). */
public sealed interface Space permits Box, Discrete {
    /** Element type of its values. */
    ElementType elementType();

    /** Shape of one value, without lanes; empty for a scalar. */
    int[] shape();
}
