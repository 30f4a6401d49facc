package keel.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The kinds of arrays a checkpoint holds, and how their values lie in its file. */
enum ArrayType {
    BYTE(0, Byte.BYTES),
    INT(1, Integer.BYTES),
    LONG(2, Long.BYTES),
    FLOAT(3, Float.BYTES),
    DOUBLE(4, Double.BYTES);

    private final int code;
    private final int bytes;

    ArrayType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Of one value. */
    int bytes() {
        return bytes;
    }

    /** In the file. */
    int code() {
        return code;
    }

    static ArrayType of(int code) throws IOException {
        for (ArrayType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IOException("no kind of array has the code " + code);
    }

    static ArrayType of(Object array) {
        if (array instanceof byte[]) {
            return BYTE;
        } else if (array instanceof int[]) {
            return INT;
        } else if (array instanceof long[]) {
            return LONG;
        } else if (array instanceof float[]) {
            return FLOAT;
        }
        return DOUBLE;
    }

    /** Big-endian; floating-point numbers bit by bit. */
    byte[] encode(Object array) {
        switch (this) {
            case BYTE -> {
                return ((byte[]) array).clone();
            }
            case INT -> {
                byte[] room = room(((int[]) array).length);
                ByteBuffer.wrap(room).asIntBuffer().put((int[]) array);
                return room;
            }
            case LONG -> {
                byte[] room = room(((long[]) array).length);
                ByteBuffer.wrap(room).asLongBuffer().put((long[]) array);
                return room;
            }
            case FLOAT -> {
                byte[] room = room(((float[]) array).length);
                ByteBuffer.wrap(room).asFloatBuffer().put((float[]) array);
                return room;
            }
            case DOUBLE -> {
                byte[] room = room(((double[]) array).length);
                ByteBuffer.wrap(room).asDoubleBuffer().put((double[]) array);
                return room;
            }
        }
        throw new IllegalStateException("no encoding for " + this);
    }

    private byte[] room(int values) {
        return new byte[Math.multiplyExact(values, bytes)];
    }

    Object decode(byte[] from) {
        ByteBuffer values = ByteBuffer.wrap(from);
        int length = from.length / bytes;
        switch (this) {
            case BYTE -> {
                return from;
            }
            case INT -> {
                int[] array = new int[length];
                values.asIntBuffer().get(array);
                return array;
            }
            case LONG -> {
                long[] array = new long[length];
                values.asLongBuffer().get(array);
                return array;
            }
            case FLOAT -> {
                float[] array = new float[length];
                values.asFloatBuffer().get(array);
                return array;
            }
            case DOUBLE -> {
                double[] array = new double[length];
                values.asDoubleBuffer().get(array);
                return array;
            }
        }
        throw new IllegalStateException("no decoding for " + this);
    }
}
