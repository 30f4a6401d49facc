package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A space whose values are arrays of one element type and shape. */
public sealed interface ArraySpace extends Space permits Box, Discrete, MultiDiscrete, MultiBinary {
    /** Element type of its values. */
    ElementType elementType();

    /** Shape of one value, without lanes; empty for a scalar. */
    int[] shape();

    @Override
    default Value zero() {
        return Tensor.zeros(elementType(), shape());
    }

    @Override
    default boolean fixedSize() {
        return true;
    }

    @Override
    default int depth() {
        return 1;
    }

    @Override
    default void pack(List<? extends Value> values, List<Tensor> leaves) {
        leaves.add(Tensor.stack(
                elementType(), shape(), values.stream().map(Value::tensor).toList()));
    }

    @Override
    default List<Value> unpack(int count, Iterator<Tensor> leaves) {
        Tensor leaf = leaves.next();
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(leaf.row(i));
        }
        return values;
    }

    @Override
    default void check(int count, Iterator<Tensor> leaves, String path) {
        Space.checkLeaf(count, elementType(), shape(), leaves, path);
    }

    /** Whether the value is an array of this element type and shape. */
    default boolean fits(Value value) {
        return value instanceof Tensor tensor
                && tensor.elementType() == elementType()
                && java.util.Arrays.equals(tensor.shape(), shape());
    }
}
