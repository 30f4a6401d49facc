package keel.env;

import java.util.Arrays;

/**
 * Arrays of whole numbers: element i is {@code start[i] .. start[i] + n[i] - 1}.
 *
 * @param n how many, of an integer element type
 * @param start the least, of the same element type and shape
 */
public record MultiDiscrete(Tensor n, Tensor start) implements ArraySpace {
    public MultiDiscrete {
        if (!n.elementType().integer()) {
            throw new EnvException("A MultiDiscrete space has whole numbers, not " + n.elementType() + ".");
        }
        if (n.elementType() != start.elementType() || !Arrays.equals(n.shape(), start.shape())) {
            throw new EnvException("n and start of a MultiDiscrete space differ: " + n.describe() + " and "
                    + start.describe() + ". Give both the same element type and shape.");
        }
        for (int i = 0; i < n.length(); i++) {
            if (n.whole(i) < 1) {
                throw new EnvException("MultiDiscrete space of " + n.whole(i) + " values in element " + i
                        + ": each n must be at least 1.");
            }
        }
    }

    /** int64, from 0. */
    public static MultiDiscrete of(long... n) {
        return new MultiDiscrete(Tensor.of(n, n.length), Tensor.of(new long[n.length], n.length));
    }

    @Override
    public ElementType elementType() {
        return n.elementType();
    }

    @Override
    public int[] shape() {
        return n.shape();
    }

    @Override
    public boolean contains(Value value) {
        if (!fits(value)) {
            return false;
        }
        Tensor tensor = value.tensor();
        for (int i = 0; i < tensor.length(); i++) {
            long offset = tensor.whole(i) - start.whole(i);
            if (tensor.whole(i) < start.whole(i) || offset >= n.whole(i)) {
                return false;
            }
        }
        return true;
    }
}
