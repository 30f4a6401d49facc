package keel.env;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Which values an observation or action may take (Gymnasium's {@code Space}).
 *
 * <p>A batch of values is held as a list of arrays, the <i>leaves</i>, in an order that the space gives; see {@link Batch}.
 * The methods here that take an iterator consume this space's leaves from it.
 */
public sealed interface Space permits ArraySpace, Text, Tuple, Dict, Graph, Sequence, OneOf {
    /** The value is one that this space allows. */
    boolean contains(Value value);

    /** The value with zeros in every leaf; it need not be one that the space allows. */
    Value zero();

    /** Every value has leaves of the same length, so a batch's leaves all have one row a value. */
    boolean fixedSize();

    /** 1 for a space without parts. */
    int depth();

    /** Adds the leaves of a batch of these values, each of this space's kind. */
    void pack(List<? extends Value> values, List<Tensor> leaves);

    /** The values of a batch. */
    List<Value> unpack(int count, Iterator<Tensor> leaves);

    /**
     * Checks that leaves are a batch's: element types, shapes, lengths; not whether the space allows their values.
     *
     * @param path of this batch, for messages, such as {@code step.actions}
     * @throws RefusedException naming the leaf
     */
    void check(int count, Iterator<Tensor> leaves, String path);

    /** Takes the next leaf, which must be of this type and of shape {@code [count, ...rowShape]}. */
    static Tensor checkLeaf(int count, ElementType elementType, int[] rowShape, Iterator<Tensor> leaves, String path) {
        if (!leaves.hasNext()) {
            throw refused(path, "is missing: the batch has too few arrays.");
        }
        Tensor leaf = leaves.next();
        if (!leaf.holds(count, elementType, rowShape)) {
            throw refused(
                    path,
                    "should be " + elementType + " " + Arrays.toString(Tensor.withFirstAxis(count, rowShape))
                            + ", but got " + leaf.describe() + ".");
        }
        return leaf;
    }

    /** Takes the next leaf, which must be {@code count} lengths. */
    static long[] checkLengths(int count, Iterator<Tensor> leaves, String path) {
        long[] lengths =
                checkLeaf(count, ElementType.INT64, new int[0], leaves, path).longs();
        long total = 0;
        for (long length : lengths) {
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw refused(path, "holds the length " + length + ".");
            }
            total += length;
        }
        if (total > Integer.MAX_VALUE) {
            throw refused(path, "holds lengths of more than 2147483647 together.");
        }
        return lengths;
    }

    /** Of lengths that were checked. */
    static int sum(long[] lengths) {
        return (int) Arrays.stream(lengths).sum();
    }

    /** A refusal of a leaf. */
    static RefusedException refused(String path, String how) {
        return RefusedException.of(RefusedException.Reason.INVALID_ARGUMENT, path, "Field " + path + " " + how);
    }
}
