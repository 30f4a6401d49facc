package keel.training.network;

import java.util.HashMap;
import java.util.Map;

/** Arrays that are used again, by length: batches have few sizes, which take turns. */
public final class KeptArrays {
    private static final int KEPT = 8;

    private final Map<Integer, float[]> arrays = new HashMap<>();

    /** One of this length, with whatever was left in it. */
    public float[] of(int length) {
        if (arrays.size() == KEPT && !arrays.containsKey(length)) {
            arrays.clear();
        }
        return arrays.computeIfAbsent(length, float[]::new);
    }
}
