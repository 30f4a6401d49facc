package keel.env;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Values of one element type in row-major order, over a live primitive array: {@code byte[]} for bool, int8 and uint8,
 * {@code int[]}, {@code long[]}, {@code float[]}, {@code double[]}.
 */
public final class Tensor {
    private final ElementType elementType;
    private final int[] shape;
    private final Object values;

    private Tensor(ElementType elementType, int[] shape, Object values, int length) {
        long size = 1;
        for (int n : shape) {
            size *= n;
        }
        if (size != length) {
            throw new EnvException("A tensor of shape " + Arrays.toString(shape) + " has " + size
                    + " elements, but got " + length + ".");
        }
        this.elementType = elementType;
        this.shape = shape.clone();
        this.values = values;
    }

    /** float32 over this live array. */
    public static Tensor of(float[] values, int... shape) {
        return new Tensor(ElementType.FLOAT32, shape, values, values.length);
    }

    /** float64 over this live array. */
    public static Tensor of(double[] values, int... shape) {
        return new Tensor(ElementType.FLOAT64, shape, values, values.length);
    }

    /** int64 over this live array. */
    public static Tensor of(long[] values, int... shape) {
        return new Tensor(ElementType.INT64, shape, values, values.length);
    }

    /** int32 over this live array. */
    public static Tensor of(int[] values, int... shape) {
        return new Tensor(ElementType.INT32, shape, values, values.length);
    }

    /** bool, int8 or uint8 over this live array. */
    public static Tensor of(ElementType elementType, byte[] values, int... shape) {
        if (elementType.bytes() != 1) {
            throw new EnvException("A byte array cannot hold " + elementType + "; pass the array of that type.");
        }
        return new Tensor(elementType, shape, values, values.length);
    }

    /**
     * The same live values in another shape.
     *
     * @throws EnvException if the shape has another number of elements
     */
    public Tensor reshape(int... otherShape) {
        return new Tensor(elementType, otherShape, values, length());
    }

    /** Number of axes. */
    public int rank() {
        return shape.length;
    }

    /** Length of one axis, the outermost being 0. */
    public int size(int axis) {
        return shape[axis];
    }

    /** Number of elements. */
    public int length() {
        return Array.getLength(values);
    }

    public ElementType elementType() {
        return elementType;
    }

    public int[] shape() {
        return shape.clone();
    }

    /** The live array of a float32 tensor. */
    public float[] floats() {
        return (float[]) values;
    }

    /** The live array of a float64 tensor. */
    public double[] doubles() {
        return (double[]) values;
    }

    /** The live array of an int64 tensor. */
    public long[] longs() {
        return (long[]) values;
    }

    /** The live array of an int32 tensor. */
    public int[] ints() {
        return (int[]) values;
    }

    /** The live array of a bool, int8 or uint8 tensor. */
    public byte[] bytes() {
        return (byte[]) values;
    }
}
