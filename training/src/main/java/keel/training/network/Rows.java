package keel.training.network;

import org.bytedeco.javacpp.FloatPointer;

/**
 * One activation's worth of numbers, {@code [rows, width + 1]}: a heap array for what is done element by element, a native
 * twin for products. The last column multiplies the bias row of the next layer: 1 for activations, 0 for their tangents.
 */
final class Rows implements AutoCloseable {
    final int rows;
    final int width;
    /** Distance between rows. */
    final int stride;

    final float[] heap;
    final FloatPointer at;
    private final NativeMatrix twin;
    private final float lastColumn;

    Rows(int rows, int width, float lastColumn) {
        this.rows = rows;
        this.width = width;
        this.stride = width + 1;
        this.lastColumn = lastColumn;
        heap = new float[Math.multiplyExact(rows, stride)];
        twin = new NativeMatrix(heap.length);
        at = twin.at(0);
        resetLastColumn();
        upload();
    }

    /** Writes the constant column again, after a pass over the whole array that may have changed it. */
    void resetLastColumn() {
        for (int i = width; i < heap.length; i += stride) {
            heap[i] = lastColumn;
        }
    }

    /** Heap to native. */
    void upload() {
        twin.put(0, heap, 0, heap.length);
    }

    /** Native to heap. */
    void download() {
        twin.get(0, heap, 0, heap.length);
    }

    /** Takes {@code [rows, width]} from {@code from[offset ..]} to the heap array. */
    void fill(float[] from, int offset) {
        for (int row = 0; row < rows; row++) {
            int target = row * stride;
            int source = offset + row * width;
            for (int j = 0; j < width; j++) {
                heap[target + j] = from[source + j];
            }
        }
    }

    /** Writes {@code [rows, width]} to {@code to[offset ..]} from the heap array. */
    void store(float[] to, int offset) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(heap, row * stride, to, offset + row * width, width);
        }
    }

    @Override
    public void close() {
        twin.close();
    }
}
