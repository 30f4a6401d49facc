package keel.env;

/** NumPy's element types that tensors may have; bytes are little-endian on the wire. */
public enum ElementType {
    BOOL(1, Storage.BYTES),
    INT8(1, Storage.BYTES),
    UINT8(1, Storage.BYTES),
    INT16(2, Storage.SHORTS),
    UINT16(2, Storage.SHORTS),
    INT32(4, Storage.INTS),
    UINT32(4, Storage.INTS),
    INT64(8, Storage.LONGS),
    UINT64(8, Storage.LONGS),
    /** IEEE 754 binary16, held as its bits. */
    FLOAT16(2, Storage.SHORTS),
    FLOAT32(4, Storage.FLOATS),
    FLOAT64(8, Storage.DOUBLES);

    /** Which primitive array holds elements; unsigned and half-precision ones are held as their bits. */
    public enum Storage {
        BYTES,
        SHORTS,
        INTS,
        LONGS,
        FLOATS,
        DOUBLES
    }

    private final int bytes;
    private final Storage storage;

    ElementType(int bytes, Storage storage) {
        this.bytes = bytes;
        this.storage = storage;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public Storage storage() {
        return storage;
    }

    /** Whole numbers, signed or not; not BOOL. */
    public boolean integer() {
        return this != BOOL && !floating();
    }

    public boolean floating() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }
}
