package keel.training.network;

/**
 * What one hidden layer of one member gave for a batch: {@code [B,width]}, rows {@code stride} apart.
 *
 * @param values live, and longer than the batch: use {@link #at}
 */
public record Hidden(float[] values, int offset, int rows, int width, int stride) {
    /** One unit at one row. */
    public float at(int row, int unit) {
        return values[offset + row * stride + unit];
    }
}
