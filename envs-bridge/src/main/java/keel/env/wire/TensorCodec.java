package keel.env.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import keel.env.ElementType;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;

/** Tensors to and from little-endian bytes. Every mismatch is a refusal that names the field. */
final class TensorCodec {
    private static final int MOST_AXES = 32;

    private TensorCodec() {}

    static keel.env.v1.Tensor encode(Tensor tensor) {
        keel.env.v1.Tensor.Builder message = keel.env.v1.Tensor.newBuilder()
                .setElementType(encode(tensor.elementType()))
                .setValues(bytes(tensor));
        for (int axis = 0; axis < tensor.rank(); axis++) {
            message.addShape(tensor.size(axis));
        }
        return message.build();
    }

    /** A new tensor with the message's values. */
    static Tensor decode(keel.env.v1.Tensor message, String field) {
        ElementType type = decode(message.getElementType(), field);
        Tensor tensor = Tensor.zeros(type, shape(message, type, field));
        copy(message.getValues(), tensor, field);
        return tensor;
    }

    /**
     * Puts the message's values into a tensor.
     *
     * @throws RefusedException if its element type or shape is not the tensor's
     */
    static void decodeInto(keel.env.v1.Tensor message, Tensor target, String field) {
        ElementType type = decode(message.getElementType(), field);
        if (type != target.elementType() || !sameShape(message, target)) {
            throw invalid(
                    field,
                    "Field " + field + " should hold " + target.elementType() + " of shape "
                            + Arrays.toString(target.shape()) + ", but holds " + type + " of shape "
                            + message.getShapeList() + ".");
        }
        shape(message, type, field);
        copy(message.getValues(), target, field);
    }

    /** The message is of the tensor's element type and shape. */
    static boolean fits(keel.env.v1.Tensor message, Tensor target) {
        return message.getElementType() == encode(target.elementType()) && sameShape(message, target);
    }

    static ByteString bytes(double[] values) {
        return bytes(Tensor.of(values, values.length));
    }

    static ByteString bytes(boolean[] flags) {
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    static void decodeInto(ByteString bytes, double[] target, String field) {
        checkSize(bytes, (long) target.length * Double.BYTES, field);
        bytes.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(target);
    }

    static void decodeInto(ByteString bytes, boolean[] target, String field) {
        checkSize(bytes, target.length, field);
        for (int i = 0; i < target.length; i++) {
            byte value = bytes.byteAt(i);
            if (value != 0 && value != 1) {
                throw invalid(field, "Field " + field + " holds the byte " + value + "; flags are 0 or 1.");
            }
            target[i] = value != 0;
        }
    }

    private static ByteString bytes(Tensor tensor) {
        byte[] bytes = new byte[tensor.length() * tensor.elementType().bytes()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.elementType().storage()) {
            case BYTES -> buffer.put(tensor.bytes());
            case SHORTS -> buffer.asShortBuffer().put(tensor.shorts());
            case INTS -> buffer.asIntBuffer().put(tensor.ints());
            case LONGS -> buffer.asLongBuffer().put(tensor.longs());
            case FLOATS -> buffer.asFloatBuffer().put(tensor.floats());
            case DOUBLES -> buffer.asDoubleBuffer().put(tensor.doubles());
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static void copy(ByteString values, Tensor target, String field) {
        ByteBuffer buffer = values.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        switch (target.elementType().storage()) {
            case BYTES -> buffer.get(target.bytes());
            case SHORTS -> buffer.asShortBuffer().get(target.shorts());
            case INTS -> buffer.asIntBuffer().get(target.ints());
            case LONGS -> buffer.asLongBuffer().get(target.longs());
            case FLOATS -> buffer.asFloatBuffer().get(target.floats());
            case DOUBLES -> buffer.asDoubleBuffer().get(target.doubles());
        }
        if (target.elementType() == ElementType.BOOL) {
            for (byte value : target.bytes()) {
                if (value != 0 && value != 1) {
                    throw invalid(field, "Field " + field + " holds a bool of byte " + value + "; it is 0 or 1.");
                }
            }
        }
    }

    /** The message's shape, once its product fits the bytes that came. */
    private static int[] shape(keel.env.v1.Tensor message, ElementType type, String field) {
        if (message.getShapeCount() > MOST_AXES) {
            throw invalid(
                    field,
                    "Field " + field + " has " + message.getShapeCount() + " axes; at most " + MOST_AXES
                            + " are allowed.");
        }
        int[] shape = new int[message.getShapeCount()];
        long bytes = type.bytes();
        boolean empty = false;
        for (int axis = 0; axis < shape.length; axis++) {
            long size = Integer.toUnsignedLong(message.getShape(axis));
            empty |= size == 0;
            bytes = size != 0 && bytes > Integer.MAX_VALUE / size ? Long.MAX_VALUE / 2 : bytes * Math.max(1, size);
            shape[axis] = (int) size;
        }
        if (empty && bytes > Integer.MAX_VALUE) {
            throw invalid(field, "Field " + field + " has no elements, but its other axes are together too long.");
        }
        checkSize(message.getValues(), empty ? 0 : bytes, field);
        for (int size : shape) {
            if (size < 0) {
                throw invalid(field, "Field " + field + " has an axis longer than 2147483647.");
            }
        }
        return shape;
    }

    private static boolean sameShape(keel.env.v1.Tensor message, Tensor target) {
        if (message.getShapeCount() != target.rank()) {
            return false;
        }
        for (int axis = 0; axis < target.rank(); axis++) {
            if (message.getShape(axis) != target.size(axis)) {
                return false;
            }
        }
        return true;
    }

    private static void checkSize(ByteString bytes, long expected, String field) {
        if (bytes.size() != expected) {
            throw invalid(
                    field,
                    "Field " + field + " holds " + bytes.size() + " bytes, but its shape and element type need "
                            + (expected > Integer.MAX_VALUE ? "more than 2147483647" : expected) + ".");
        }
    }

    static keel.env.v1.ElementType encode(ElementType type) {
        return switch (type) {
            case BOOL -> keel.env.v1.ElementType.ELEMENT_TYPE_BOOL;
            case INT8 -> keel.env.v1.ElementType.ELEMENT_TYPE_INT8;
            case UINT8 -> keel.env.v1.ElementType.ELEMENT_TYPE_UINT8;
            case INT16 -> keel.env.v1.ElementType.ELEMENT_TYPE_INT16;
            case UINT16 -> keel.env.v1.ElementType.ELEMENT_TYPE_UINT16;
            case INT32 -> keel.env.v1.ElementType.ELEMENT_TYPE_INT32;
            case UINT32 -> keel.env.v1.ElementType.ELEMENT_TYPE_UINT32;
            case INT64 -> keel.env.v1.ElementType.ELEMENT_TYPE_INT64;
            case UINT64 -> keel.env.v1.ElementType.ELEMENT_TYPE_UINT64;
            case FLOAT16 -> keel.env.v1.ElementType.ELEMENT_TYPE_FLOAT16;
            case FLOAT32 -> keel.env.v1.ElementType.ELEMENT_TYPE_FLOAT32;
            case FLOAT64 -> keel.env.v1.ElementType.ELEMENT_TYPE_FLOAT64;
        };
    }

    private static ElementType decode(keel.env.v1.ElementType type, String field) {
        return switch (type) {
            case ELEMENT_TYPE_BOOL -> ElementType.BOOL;
            case ELEMENT_TYPE_INT8 -> ElementType.INT8;
            case ELEMENT_TYPE_UINT8 -> ElementType.UINT8;
            case ELEMENT_TYPE_INT16 -> ElementType.INT16;
            case ELEMENT_TYPE_UINT16 -> ElementType.UINT16;
            case ELEMENT_TYPE_INT32 -> ElementType.INT32;
            case ELEMENT_TYPE_UINT32 -> ElementType.UINT32;
            case ELEMENT_TYPE_INT64 -> ElementType.INT64;
            case ELEMENT_TYPE_UINT64 -> ElementType.UINT64;
            case ELEMENT_TYPE_FLOAT16 -> ElementType.FLOAT16;
            case ELEMENT_TYPE_FLOAT32 -> ElementType.FLOAT32;
            case ELEMENT_TYPE_FLOAT64 -> ElementType.FLOAT64;
            case ELEMENT_TYPE_UNSPECIFIED ->
                throw invalid(field, "Field " + field + " is missing, or its element type is not set.");
            case UNRECOGNIZED ->
                throw invalid(
                        field, "Field " + field + " has an element type that this protocol version does not know.");
        };
    }

    private static RefusedException invalid(String field, String message) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, message);
    }
}
