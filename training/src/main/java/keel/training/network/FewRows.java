package keel.training.network;

import java.util.Arrays;

/** Products of so few rows that a call of OpenBLAS takes longer than its arithmetic: what agents do at every step. */
final class FewRows {
    private FewRows() {}

    /**
     * {@code to = from W}, the last column of {@code from} taking up the last row of W.
     *
     * @param weights hold W, {@code [from.stride, to.width]}, from {@code at}
     */
    static void multiply(Rows from, float[] weights, int at, Rows to) {
        for (int row = 0; row < from.rows; row++) {
            int target = row * to.stride;
            Arrays.fill(to.heap, target, target + to.width, 0f);
            int source = row * from.stride;
            int end = source + from.stride;
            int w = at;
            int k = source;
            for (; k + 4 <= end; k += 4) {
                addFour(from.heap, k, weights, w, to.heap, target, to.width);
                w += 4 * to.width;
            }
            for (; k < end; k++) {
                float x = from.heap[k];
                for (int j = 0; j < to.width; j++) {
                    to.heap[target + j] += x * weights[w + j];
                }
                w += to.width;
            }
        }
    }

    /** Four rows of weights at a time: reading and writing the sums is most of the work. */
    private static void addFour(float[] from, int k, float[] weights, int at, float[] to, int target, int width) {
        float a = from[k];
        float b = from[k + 1];
        float c = from[k + 2];
        float d = from[k + 3];
        int second = at + width;
        int third = second + width;
        int fourth = third + width;
        for (int j = 0; j < width; j++) {
            to[target + j] +=
                    a * weights[at + j] + b * weights[second + j] + c * weights[third + j] + d * weights[fourth + j];
        }
    }
}
