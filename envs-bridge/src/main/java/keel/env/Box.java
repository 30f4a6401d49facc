package keel.env;

import java.util.Arrays;

/**
 * Numbers between bounds, element by element; bounds may be infinite.
 *
 * @param low {@code shape}, row-major, of the element type
 * @param high the same
 */
public record Box(Tensor low, Tensor high) implements ArraySpace {
    public Box {
        if (low.elementType() != high.elementType() || !Arrays.equals(low.shape(), high.shape())) {
            throw new EnvException("The bounds of a Box differ: low is " + low.describe() + ", high is "
                    + high.describe() + ". Give both the same element type and shape.");
        }
    }

    @Override
    public ElementType elementType() {
        return low.elementType();
    }

    @Override
    public int[] shape() {
        return low.shape();
    }

    /** As Gymnasium: NaN is within no bounds. */
    @Override
    public boolean contains(Value value) {
        if (!fits(value)) {
            return false;
        }
        Tensor tensor = value.tensor();
        for (int i = 0; i < tensor.length(); i++) {
            boolean within = elementType() == ElementType.UINT64
                    ? Long.compareUnsigned(tensor.whole(i), low.whole(i)) >= 0
                            && Long.compareUnsigned(tensor.whole(i), high.whole(i)) <= 0
                    : elementType().floating()
                            ? tensor.real(i) >= low.real(i) && tensor.real(i) <= high.real(i)
                            : tensor.whole(i) >= low.whole(i) && tensor.whole(i) <= high.whole(i);
            if (!within) {
                return false;
            }
        }
        return true;
    }
}
