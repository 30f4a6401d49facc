package keel.env;

/** NumPy's element types that tensors may have; bytes are little-endian on the wire. */
public enum ElementType {
    BOOL(1),
    INT8(1),
    UINT8(1),
    INT32(4),
    INT64(8),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
