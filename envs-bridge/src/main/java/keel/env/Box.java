package keel.env;

/**
 * Real numbers between bounds, element by element; bounds may be infinite.
 *
 * @param low {@code shape}, row-major, of the element type
 * @param high the same
 */
public record Box(Tensor low, Tensor high) implements Space {
    @Override
    public ElementType elementType() {
        return low.elementType();
    }

    @Override
    public int[] shape() {
        return low.shape();
    }
}
