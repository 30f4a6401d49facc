package keel.env;

import java.util.List;

/** Arrays of 0 and 1, int8. */
public record MultiBinary(List<Integer> axes) implements ArraySpace {
    public MultiBinary {
        axes = List.copyOf(axes);
        for (int size : axes) {
            if (size < 1) {
                throw new EnvException("A MultiBinary space of shape " + axes + ": each axis must be at least 1.");
            }
        }
    }

    @Override
    public ElementType elementType() {
        return ElementType.INT8;
    }

    @Override
    public int[] shape() {
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean contains(Value value) {
        if (!fits(value)) {
            return false;
        }
        for (byte element : value.tensor().bytes()) {
            if (element != 0 && element != 1) {
                return false;
            }
        }
        return true;
    }
}
