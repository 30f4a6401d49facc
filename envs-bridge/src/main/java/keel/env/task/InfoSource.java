package keel.env.task;

import java.util.Map;
import keel.env.Tensor;

/** What the lanes of a task tell beside their observations. */
public interface InfoSource {
    /** Infos that every step and reset gives: a zero value for each key, whose type and shape are the key's. */
    default Map<String, Tensor> infoKeys() {
        return Map.of();
    }

    /**
     * The same keys with the types that they have after a reset, where those differ: a Gymnasium environment may tell the
     * whole number 1 when it resets and a real number when it steps. Types that differ are int64 and float64.
     */
    default Map<String, Tensor> resetInfoKeys() {
        return infoKeys();
    }

    /**
     * Writes the present info of one key of {@link #infoKeys} to the row {@code lane} of its column.
     *
     * @param column of the key's type in {@link #resetInfoKeys} after a reset, in {@link #infoKeys} after a step
     */
    default void inform(String key, Tensor column, int lane) {}
}
