package keel.training.checkpoint;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.training.random.RandomStream;

/** Gives back what a {@link StateWriter} collected. Every getter checks type and size and names what does not fit. */
public final class StateReader {
    private final String prefix;
    private final Map<String, Object> entries;

    StateReader(Map<String, Object> entries) {
        this("", entries);
    }

    private StateReader(String prefix, Map<String, Object> entries) {
        this.prefix = prefix;
        this.entries = entries;
    }

    /** The entries whose names begin with {@code name/}, without that. */
    public StateReader under(String name) {
        return new StateReader(prefix + name + "/", entries);
    }

    /** The names of all entries, in order of writing. */
    public List<String> names() {
        return entries.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    /** Whether there is such an entry. */
    public boolean has(String name) {
        return entries.containsKey(prefix + name);
    }

    /** Copies an entry to {@code into[from .. to)}. */
    public void get(String name, float[] into, int from, int to) {
        float[] values = floats(name, to - from);
        System.arraycopy(values, 0, into, from, values.length);
    }

    /** An entry of this many values, live. */
    public float[] floats(String name, int length) {
        float[] values = get(name, float[].class);
        requireLength(name, values.length, length);
        return values;
    }

    /** An entry of this many values, live. */
    public double[] doubles(String name, int length) {
        double[] values = get(name, double[].class);
        requireLength(name, values.length, length);
        return values;
    }

    /** An entry of this many values, live. */
    public long[] longs(String name, int length) {
        long[] values = get(name, long[].class);
        requireLength(name, values.length, length);
        return values;
    }

    /** An entry of this many values, live. */
    public int[] ints(String name, int length) {
        int[] values = get(name, int[].class);
        requireLength(name, values.length, length);
        return values;
    }

    /** An entry of any length, live. */
    public byte[] bytes(String name) {
        return get(name, byte[].class);
    }

    /** An entry of any length, live. */
    public float[] floats(String name) {
        return get(name, float[].class);
    }

    /** An entry of any length, live. */
    public double[] doubles(String name) {
        return get(name, double[].class);
    }

    /** Lets a stream go on where the saved one was. */
    public void get(String name, RandomStream into) {
        into.restore(longs(name, into.state().length));
    }

    /** An entry of any length, live. */
    public int[] ints(String name) {
        return get(name, int[].class);
    }

    /** Every entry as a single number, by name. */
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        names().forEach(name -> numbers.put(name, number(name)));
        return numbers;
    }

    /** An entry of one value. */
    public double number(String name) {
        return doubles(name, 1)[0];
    }

    /** An entry of one value. */
    public long whole(String name) {
        return longs(name, 1)[0];
    }

    /** A copy of an entry of any type, an array. */
    Object copy(String name) {
        Object values = get(name, Object.class);
        Object copy = Array.newInstance(values.getClass().getComponentType(), Array.getLength(values));
        System.arraycopy(values, 0, copy, 0, Array.getLength(values));
        return copy;
    }

    private <T> T get(String name, Class<T> type) {
        Object values = entries.get(prefix + name);
        if (!type.isInstance(values)) {
            throw new CheckpointException(
                    "checkpoint has %s entry '%s%s', which this setting needs as %s: it was written for another setting or by another version of Keel. Resume with the setting that wrote it."
                            .formatted(
                                    values == null
                                            ? "no"
                                            : "a " + values.getClass().getSimpleName() + " as",
                                    prefix,
                                    name,
                                    type.getSimpleName()));
        }
        return type.cast(values);
    }

    private void requireLength(String name, int found, int expected) {
        if (found != expected) {
            throw new CheckpointException(
                    "checkpoint entry '%s%s' has %d values, but this setting needs %d: it was written for another setting. Resume with the setting that wrote it."
                            .formatted(prefix, name, found, expected));
        }
    }
}
