package keel.agents;

import java.util.Arrays;

/** Actions in order of taking, as many as there are. */
final class ActionLog {
    private static final int FIRST_CAPACITY = 1024;

    private float[] actions = new float[FIRST_CAPACITY];
    private int size;

    void clear() {
        size = 0;
    }

    /** Adds {@code from[at .. at + count)}. */
    void add(float[] from, int at, int count) {
        if (actions.length - size < count) {
            actions = Arrays.copyOf(actions, Math.max(2 * actions.length, size + count));
        }
        System.arraycopy(from, at, actions, size, count);
        size += count;
    }

    /** A copy of all. */
    float[] toArray() {
        return Arrays.copyOf(actions, size);
    }
}
