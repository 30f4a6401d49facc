package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Values of one space, one a lane, held column by column as a list of arrays, the <i>leaves</i>:
 *
 * <ul>
 *   <li>Box, Discrete, MultiDiscrete, MultiBinary: one array {@code [n, ...shape]};
 *   <li>Text: lengths in bytes, int64 {@code [n]}; then the texts' UTF-8 one after the other, uint8;
 *   <li>Tuple, Dict: the leaves of its parts, one part after the other;
 *   <li>Sequence: lengths, int64 {@code [n]}; then the leaves of all elements together;
 *   <li>Graph: numbers of nodes and of edges, int64 {@code [n]} each; then all nodes, all edges if the space has them, and
 *       the edges' ends, int64 {@code [edges, 2]};
 *   <li>OneOf: which alternative, int64 {@code [n]}; then for each alternative the leaves of the values that chose it.
 * </ul>
 *
 * <p>So the usual case is one array, {@link #tensor()}, and nothing is allocated per lane. The arrays are live.
 */
public record Batch(List<Tensor> leaves) {
    public Batch {
        leaves = List.copyOf(leaves);
    }

    /** Over these live arrays. */
    public static Batch of(Tensor... leaves) {
        return new Batch(List.of(leaves));
    }

    /** Copies of these values, one a lane. */
    public static Batch pack(Space space, List<? extends Value> values) {
        List<Tensor> leaves = new ArrayList<>();
        space.pack(values, leaves);
        return new Batch(leaves);
    }

    /** {@code count} zero values. */
    public static Batch zeros(Space space, int count) {
        return pack(space, java.util.Collections.nCopies(count, space.zero()));
    }

    /** Copies of the values. */
    public List<Value> unpack(Space space, int count) {
        return space.unpack(count, leaves.iterator());
    }

    /**
     * The only leaf.
     *
     * @throws EnvException if there are several: the space is a composed one
     */
    public Tensor tensor() {
        if (leaves.size() != 1) {
            throw new EnvException("A batch of " + leaves.size()
                    + " arrays is not one tensor: its space is composed. Unpack it, or take its leaves one by one.");
        }
        return leaves.get(0);
    }

    /**
     * Checks that this is a batch of {@code count} values: number of arrays, element types, shapes, lengths; not whether
     * the space allows the values.
     *
     * @param path of this batch, for messages, such as {@code step.actions}
     * @return this
     * @throws RefusedException naming the leaf
     */
    public Batch check(Space space, int count, String path) {
        Iterator<Tensor> rest = leaves.iterator();
        space.check(count, rest, path);
        if (rest.hasNext()) {
            throw Space.refused(path, "has " + leaves.size() + " arrays, more than its space takes.");
        }
        return this;
    }

    /** A copy of the values {@code from .. to - 1}. */
    public Batch slice(Space space, int count, int from, int to) {
        if (space.fixedSize()) {
            return new Batch(leaves.stream().map(leaf -> leaf.rows(from, to)).toList());
        }
        return pack(space, unpack(space, count).subList(from, to));
    }

    /** A copy of these batches' values, one batch after the other. */
    public static Batch join(Space space, List<Batch> batches, List<Integer> counts) {
        List<Value> values = new ArrayList<>();
        if (!space.fixedSize()) {
            for (int i = 0; i < batches.size(); i++) {
                values.addAll(batches.get(i).unpack(space, counts.get(i)));
            }
            return pack(space, values);
        }
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        List<Tensor> joined = new ArrayList<>();
        for (int leaf = 0; leaf < batches.get(0).leaves.size(); leaf++) {
            Tensor first = batches.get(0).leaves.get(leaf);
            int[] shape = first.shape();
            shape[0] = total;
            Tensor all = Tensor.zeros(first.elementType(), shape);
            int row = 0;
            for (int i = 0; i < batches.size(); i++) {
                batches.get(i).leaves.get(leaf).copyRows(0, all, row, counts.get(i));
                row += counts.get(i);
            }
            joined.add(all);
        }
        return new Batch(joined);
    }
}
