package keel.env;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/**
 * Values of one element type in row-major order, over a live primitive array: {@code byte[]} for bool, int8 and uint8,
 * {@code short[]} for int16, uint16 and float16, {@code int[]} for int32 and uint32, {@code long[]} for int64 and uint64,
 * {@code float[]}, {@code double[]}. Equal to another of the same type, shape and bits.
 */
public final class Tensor implements Value {
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
        return over(elementType, ElementType.Storage.BYTES, values, values.length, shape);
    }

    /** int16, uint16 or float16, by their bits, over this live array. */
    public static Tensor of(ElementType elementType, short[] values, int... shape) {
        return over(elementType, ElementType.Storage.SHORTS, values, values.length, shape);
    }

    /** int32 or uint32, by their bits, over this live array. */
    public static Tensor of(ElementType elementType, int[] values, int... shape) {
        return over(elementType, ElementType.Storage.INTS, values, values.length, shape);
    }

    /** int64 or uint64, by their bits, over this live array. */
    public static Tensor of(ElementType elementType, long[] values, int... shape) {
        return over(elementType, ElementType.Storage.LONGS, values, values.length, shape);
    }

    private static Tensor over(
            ElementType elementType, ElementType.Storage storage, Object values, int length, int... shape) {
        if (elementType.storage() != storage) {
            throw new EnvException("An array of " + storage + " cannot hold " + elementType + ", which takes "
                    + elementType.storage() + ".");
        }
        return new Tensor(elementType, shape, values, length);
    }

    /** Zeros. */
    public static Tensor zeros(ElementType elementType, int... shape) {
        int length = 1;
        for (int n : shape) {
            length = Math.multiplyExact(length, n);
        }
        Object values = switch (elementType.storage()) {
            case BYTES -> new byte[length];
            case SHORTS -> new short[length];
            case INTS -> new int[length];
            case LONGS -> new long[length];
            case FLOATS -> new float[length];
            case DOUBLES -> new double[length];
        };
        return new Tensor(elementType, shape, values, length);
    }

    /**
     * These rows, copied one after the other along a new first axis.
     *
     * @param rows each of this element type and shape
     */
    public static Tensor stack(ElementType elementType, int[] rowShape, List<Tensor> rows) {
        Tensor stacked = zeros(elementType, withFirstAxis(rows.size(), rowShape));
        int at = 0;
        for (Tensor row : rows) {
            if (row.elementType != elementType || !Arrays.equals(row.shape, rowShape)) {
                throw new EnvException("A row of " + row.describe() + " does not go with others of "
                        + describe(elementType, rowShape) + ".");
            }
            System.arraycopy(row.values, 0, stacked.values, at, row.length());
            at += row.length();
        }
        return stacked;
    }

    /** Copies a run of this tensor's rows, those along its first axis, to a run of the other's, of the same type and row shape. */
    public void copyRows(int from, Tensor target, int targetFrom, int rows) {
        int row = rowLength();
        if (target.elementType != elementType || target.rowLength() != row) {
            throw new EnvException("Rows of " + describe() + " do not fit into " + target.describe() + ".");
        }
        System.arraycopy(values, from * row, target.values, targetFrom * row, rows * row);
    }

    /** Sets every element to zero. */
    public void clear() {
        switch (elementType.storage()) {
            case BYTES -> Arrays.fill(bytes(), (byte) 0);
            case SHORTS -> Arrays.fill(shorts(), (short) 0);
            case INTS -> Arrays.fill(ints(), 0);
            case LONGS -> Arrays.fill(longs(), 0);
            case FLOATS -> Arrays.fill(floats(), 0);
            case DOUBLES -> Arrays.fill(doubles(), 0);
        }
    }

    /** A copy of the rows {@code from .. to - 1} along the first axis. */
    public Tensor rows(int from, int to) {
        Tensor part = zeros(elementType, withFirstAxis(to - from, Arrays.copyOfRange(shape, 1, shape.length)));
        copyRows(from, part, 0, to - from);
        return part;
    }

    /** A copy of one row along the first axis, without that axis. */
    public Tensor row(int index) {
        return rows(index, index + 1).reshape(Arrays.copyOfRange(shape, 1, shape.length));
    }

    /** {@code [n, ...shape]}. */
    public static int[] withFirstAxis(int n, int... shape) {
        int[] longer = new int[shape.length + 1];
        longer[0] = n;
        System.arraycopy(shape, 0, longer, 1, shape.length);
        return longer;
    }

    private int rowLength() {
        int row = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            row *= shape[axis];
        }
        return row;
    }

    @Override
    public Tensor tensor() {
        return this;
    }

    /**
     * The same live values in another shape.
     *
     * @throws EnvException if the shape has another number of elements
     */
    public Tensor reshape(int... otherShape) {
        return new Tensor(elementType, otherShape, values, length());
    }

    /** Whether it is {@code rows} rows of this element type and shape, told without allocating. */
    boolean holds(int rows, ElementType type, int[] rowShape) {
        return elementType == type
                && shape.length == rowShape.length + 1
                && shape[0] == rows
                && Arrays.equals(shape, 1, shape.length, rowShape, 0, rowShape.length);
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

    /** The live array of an int64 or uint64 tensor. */
    public long[] longs() {
        return (long[]) values;
    }

    /** The live array of an int32 or uint32 tensor. */
    public int[] ints() {
        return (int[]) values;
    }

    /** The live array of an int16, uint16 or float16 tensor. */
    public short[] shorts() {
        return (short[]) values;
    }

    /** The live array of a bool, int8 or uint8 tensor. */
    public byte[] bytes() {
        return (byte[]) values;
    }

    /**
     * One element as a double, by its place in row-major order; uint64 beyond 2⁵³ is rounded.
     */
    public double real(int index) {
        return switch (elementType) {
            case FLOAT32 -> floats()[index];
            case FLOAT64 -> doubles()[index];
            case FLOAT16 -> halfToDouble(shorts()[index]);
            case UINT64 -> unsignedToDouble(longs()[index]);
            default -> whole(index);
        };
    }

    /**
     * One element of an integer or bool tensor, by its place in row-major order; uint64 beyond 2⁶³ comes as its bits.
     *
     * @throws EnvException if the elements are real numbers
     */
    public long whole(int index) {
        return switch (elementType) {
            case BOOL, INT8 -> bytes()[index];
            case UINT8 -> Byte.toUnsignedLong(bytes()[index]);
            case INT16 -> shorts()[index];
            case UINT16 -> Short.toUnsignedLong(shorts()[index]);
            case INT32 -> ints()[index];
            case UINT32 -> Integer.toUnsignedLong(ints()[index]);
            case INT64, UINT64 -> longs()[index];
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new EnvException("A tensor of " + elementType + " holds no whole numbers.");
        };
    }

    /**
     * Sets one element of a float32 or float64 tensor, by its place in row-major order.
     *
     * @throws EnvException if the elements are others
     */
    public void setReal(int index, double value) {
        switch (elementType) {
            case FLOAT32 -> floats()[index] = (float) value;
            case FLOAT64 -> doubles()[index] = value;
            default ->
                throw new EnvException(
                        "A tensor of " + elementType + " takes no double. Use one of float32 or float64.");
        }
    }

    /**
     * Sets one element of an integer or bool tensor, by its place in row-major order, to the value's lowest bits.
     *
     * @throws EnvException if the elements are real numbers
     */
    public void setWhole(int index, long value) {
        switch (elementType) {
            case BOOL, INT8, UINT8 -> bytes()[index] = (byte) value;
            case INT16, UINT16 -> shorts()[index] = (short) value;
            case INT32, UINT32 -> ints()[index] = (int) value;
            case INT64, UINT64 -> longs()[index] = value;
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new EnvException("A tensor of " + elementType + " holds no whole numbers.");
        }
    }

    private static double unsignedToDouble(long bits) {
        // The lowest bit is kept as a sticky one, so that halving and doubling round once.
        return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
    }

    private static double halfToDouble(short bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = exponent == 0 ? fraction * 0x1p-24 : Math.scalb(1024.0 + fraction, exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Element type and shape, for messages. */
    public String describe() {
        return describe(elementType, shape);
    }

    private static String describe(ElementType elementType, int[] shape) {
        return elementType + " " + Arrays.toString(shape);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && tensor.elementType == elementType
                && Arrays.equals(tensor.shape, shape)
                && Arrays.deepEquals(new Object[] {values}, new Object[] {tensor.values});
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.deepHashCode(new Object[] {values});
    }

    @Override
    public String toString() {
        String all = Arrays.deepToString(new Object[] {values});
        return describe() + " " + all.substring(1, all.length() - 1);
    }
}
