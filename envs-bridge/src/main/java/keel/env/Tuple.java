package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** One value of each part. */
public record Tuple(List<Space> parts) implements Space {
    public Tuple {
        parts = List.copyOf(parts);
    }

    @Override
    public boolean contains(Value value) {
        if (!(value instanceof Value.Items items) || items.values().size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).contains(items.values().get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Value zero() {
        return new Value.Items(parts.stream().map(Space::zero).toList());
    }

    @Override
    public boolean fixedSize() {
        return parts.stream().allMatch(Space::fixedSize);
    }

    @Override
    public int depth() {
        return 1 + parts.stream().mapToInt(Space::depth).max().orElse(0);
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            parts.get(i)
                    .pack(
                            values.stream()
                                    .map(value -> ((Value.Items) value).values().get(part))
                                    .toList(),
                            leaves);
        }
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        List<List<Value>> columns = new ArrayList<>();
        for (Space part : parts) {
            columns.add(part.unpack(count, leaves));
        }
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int row = i;
            values.add(new Value.Items(
                    columns.stream().map(column -> column.get(row)).toList()));
        }
        return values;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).check(count, leaves, path + "[" + i + "]");
        }
    }
}
