package keel.training.network;

import java.util.Arrays;

/**
 * The patches of an image that a square kernel looks at, side by side: {@code [channels * kernel * kernel, columns]}, a column
 * for each place of the kernel, row by row. What lies outside of the image is 0.
 *
 * @param image whose patches
 */
record Patches(FeatureShape.Image image, int kernel, int stride, int padding, int down, int across) {
    /** For a kernel at as many places as fit. */
    static Patches of(FeatureShape.Image image, int kernel, int stride, int padding) {
        return new Patches(
                image,
                kernel,
                stride,
                padding,
                (image.height() + 2 * padding - kernel) / stride + 1,
                (image.width() + 2 * padding - kernel) / stride + 1);
    }

    int rows() {
        return image.channels() * kernel * kernel;
    }

    int columns() {
        return down * across;
    }

    /** First place across at which column x of the kernel is within the image. */
    private int first(int x) {
        return Math.min(across, Math.max(0, (padding - x + stride - 1) / stride));
    }

    /** One behind the last such place. */
    private int end(int x) {
        int room = image.width() + padding - x;
        return room <= 0 ? 0 : Math.min(across, (room + stride - 1) / stride);
    }

    /**
     * Copies the patches of the image at {@code offset}.
     *
     * @param to rows of patches begin at {@code start} and are {@code distance} apart
     */
    void gather(float[] from, int offset, float[] to, int start, int distance) {
        int patchRow = start;
        for (int c = 0; c < image.channels(); c++) {
            int plane = offset + c * image.height() * image.width();
            for (int y = 0; y < kernel; y++) {
                for (int x = 0; x < kernel; x++, patchRow += distance) {
                    int at = patchRow;
                    int first = first(x);
                    int end = Math.max(first, end(x));
                    for (int row = 0; row < down; row++, at += across) {
                        int line = row * stride - padding + y;
                        if (line < 0 || line >= image.height()) {
                            Arrays.fill(to, at, at + across, 0f);
                        } else {
                            Arrays.fill(to, at, at + first, 0f);
                            int pixel = plane + line * image.width() - padding + x;
                            for (int k = first; k < end; k++) {
                                to[at + k] = from[pixel + k * stride];
                            }
                            Arrays.fill(to, at + end, at + across, 0f);
                        }
                    }
                }
            }
        }
    }

    /**
     * Adds patches to the image at {@code offset}: each number to the pixel that {@link #gather} takes it from.
     *
     * @param from rows of patches begin at {@code start} and are {@code distance} apart
     */
    void scatter(float[] from, int start, int distance, float[] to, int offset) {
        int patchRow = start;
        for (int c = 0; c < image.channels(); c++) {
            int plane = offset + c * image.height() * image.width();
            for (int y = 0; y < kernel; y++) {
                for (int x = 0; x < kernel; x++, patchRow += distance) {
                    int at = patchRow;
                    int first = first(x);
                    int end = Math.max(first, end(x));
                    for (int row = 0; row < down; row++, at += across) {
                        int line = row * stride - padding + y;
                        if (line >= 0 && line < image.height()) {
                            int pixel = plane + line * image.width() - padding + x;
                            for (int k = first; k < end; k++) {
                                to[pixel + k * stride] += from[at + k];
                            }
                        }
                    }
                }
            }
        }
    }
}
