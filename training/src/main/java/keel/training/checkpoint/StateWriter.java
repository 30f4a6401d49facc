package keel.training.checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import keel.training.random.RandomStream;

/** Collects named arrays. Arrays are copied: what is written later changes nothing. */
public final class StateWriter {
    private final String prefix;
    private final Map<String, Object> entries;

    /** An empty collection. */
    public StateWriter() {
        this("", new LinkedHashMap<>());
    }

    private StateWriter(String prefix, Map<String, Object> entries) {
        this.prefix = prefix;
        this.entries = entries;
    }

    /** The same collection, all names preceded by {@code name/}. */
    public StateWriter under(String name) {
        return new StateWriter(prefix + name + "/", entries);
    }

    /** {@code values[from .. to)}. */
    public void put(String name, float[] values, int from, int to) {
        add(name, Arrays.copyOfRange(values, from, to));
    }

    public void put(String name, float... values) {
        add(name, values.clone());
    }

    public void put(String name, double... values) {
        add(name, values.clone());
    }

    public void put(String name, int... values) {
        add(name, values.clone());
    }

    public void put(String name, long... values) {
        add(name, values.clone());
    }

    public void put(String name, byte[] values) {
        add(name, values.clone());
    }

    public void put(String name, RandomStream stream) {
        put(name, stream.state());
    }

    /** All entries of another collection, under their names there. */
    public void putAll(StateReader from) {
        from.names().forEach(name -> add(name, from.copy(name)));
    }

    private void add(String name, Object values) {
        if (entries.putIfAbsent(prefix + name, values) != null) {
            throw new IllegalArgumentException("two entries are called " + prefix + name);
        }
    }

    /** Name to {@code byte[]}, {@code int[]}, {@code long[]}, {@code float[]} or {@code double[]}, live, in order of writing. */
    Map<String, Object> entries() {
        return entries;
    }

    /** What was collected so far, to read. */
    public StateReader reader() {
        return new StateReader(entries);
    }
}
