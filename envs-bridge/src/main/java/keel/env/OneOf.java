package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A value of one of several spaces, and which. */
public record OneOf(List<Space> alternatives) implements Space {
    public OneOf {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty()) {
            throw new EnvException("A OneOf space of no alternatives has no values. Give at least one.");
        }
    }

    @Override
    public boolean contains(Value value) {
        return value instanceof Value.Choice choice
                && choice.alternative() >= 0
                && choice.alternative() < alternatives.size()
                && alternatives.get(choice.alternative()).contains(choice.value());
    }

    @Override
    public Value zero() {
        return new Value.Choice(0, alternatives.get(0).zero());
    }

    @Override
    public boolean fixedSize() {
        return false;
    }

    @Override
    public int depth() {
        return 1 + alternatives.stream().mapToInt(Space::depth).max().orElse(0);
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        long[] chosen = new long[values.size()];
        List<List<Value>> byAlternative = new ArrayList<>();
        alternatives.forEach(space -> byAlternative.add(new ArrayList<>()));
        for (int i = 0; i < chosen.length; i++) {
            Value.Choice choice = (Value.Choice) values.get(i);
            chosen[i] = choice.alternative();
            byAlternative.get(choice.alternative()).add(choice.value());
        }
        leaves.add(Tensor.of(chosen, chosen.length));
        for (int i = 0; i < alternatives.size(); i++) {
            alternatives.get(i).pack(byAlternative.get(i), leaves);
        }
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        long[] chosen = leaves.next().longs();
        int[] counts = counts(chosen);
        List<Iterator<Value>> byAlternative = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            byAlternative.add(alternatives.get(i).unpack(counts[i], leaves).iterator());
        }
        List<Value> values = new ArrayList<>(count);
        for (long alternative : chosen) {
            values.add(new Value.Choice(
                    (int) alternative, byAlternative.get((int) alternative).next()));
        }
        return values;
    }

    private int[] counts(long[] chosen) {
        int[] counts = new int[alternatives.size()];
        for (long alternative : chosen) {
            counts[(int) alternative]++;
        }
        return counts;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        long[] chosen = Space.checkLeaf(count, ElementType.INT64, new int[0], leaves, path + ".alternative")
                .longs();
        for (long alternative : chosen) {
            if (alternative < 0 || alternative >= alternatives.size()) {
                throw Space.refused(
                        path + ".alternative",
                        "holds " + alternative + ", but there are alternatives 0 .. " + (alternatives.size() - 1)
                                + ".");
            }
        }
        int[] counts = counts(chosen);
        for (int i = 0; i < counts.length; i++) {
            alternatives.get(i).check(counts[i], leaves, path + "<" + i + ">");
        }
    }
}
