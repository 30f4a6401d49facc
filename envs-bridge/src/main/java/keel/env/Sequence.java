package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Any number of values of one space.
 *
 * @param stacked Gymnasium's {@code stack}: there a sequence is one array with a leading axis, not a tuple; here it makes no
 *     difference
 */
public record Sequence(Space elements, boolean stacked) implements Space {
    @Override
    public boolean contains(Value value) {
        return value instanceof Value.Items items && items.values().stream().allMatch(elements::contains);
    }

    @Override
    public Value zero() {
        return new Value.Items(List.of());
    }

    @Override
    public boolean fixedSize() {
        return false;
    }

    @Override
    public int depth() {
        return 1 + elements.depth();
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        long[] lengths = new long[values.size()];
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            List<Value> items = ((Value.Items) values.get(i)).values();
            lengths[i] = items.size();
            all.addAll(items);
        }
        leaves.add(Tensor.of(lengths, lengths.length));
        elements.pack(all, leaves);
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        long[] lengths = leaves.next().longs();
        List<Value> all = elements.unpack(Space.sum(lengths), leaves);
        List<Value> values = new ArrayList<>(count);
        int at = 0;
        for (long length : lengths) {
            values.add(new Value.Items(all.subList(at, at + (int) length)));
            at += (int) length;
        }
        return values;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        elements.check(Space.sum(Space.checkLengths(count, leaves, path + ".lengths")), leaves, path + "[]");
    }
}
