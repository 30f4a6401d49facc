package keel.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value for each key. The keys' order is the map's; Gymnasium sorts those of a plain dict. */
public record Dict(Map<String, Space> spaces) implements Space {
    public Dict {
        spaces = Collections.unmodifiableMap(new LinkedHashMap<>(spaces));
    }

    @Override
    public boolean contains(Value value) {
        return value instanceof Value.Entries entries
                && entries.values().keySet().equals(spaces.keySet())
                && spaces.entrySet().stream()
                        .allMatch(entry ->
                                entry.getValue().contains(entries.values().get(entry.getKey())));
    }

    @Override
    public Value zero() {
        Map<String, Value> zeros = new LinkedHashMap<>();
        spaces.forEach((key, space) -> zeros.put(key, space.zero()));
        return new Value.Entries(zeros);
    }

    @Override
    public boolean fixedSize() {
        return spaces.values().stream().allMatch(Space::fixedSize);
    }

    @Override
    public int depth() {
        return 1 + spaces.values().stream().mapToInt(Space::depth).max().orElse(0);
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        spaces.forEach((key, space) -> space.pack(
                values.stream()
                        .map(value -> ((Value.Entries) value).values().get(key))
                        .toList(),
                leaves));
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        List<Map<String, Value>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new LinkedHashMap<>());
        }
        spaces.forEach((key, space) -> {
            List<Value> column = space.unpack(count, leaves);
            for (int i = 0; i < count; i++) {
                rows.get(i).put(key, column.get(i));
            }
        });
        List<Value> values = new ArrayList<>(count);
        rows.forEach(row -> values.add(new Value.Entries(row)));
        return values;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        spaces.forEach((key, space) -> space.check(count, leaves, path + "." + key));
    }
}
