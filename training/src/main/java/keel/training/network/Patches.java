package keel.training.network;

/**
 * The patches of an image that a square kernel looks at, side by side: {@code [channels * kernel * kernel, columns]}, a column
 * for each place of the kernel, row by row. What lies outside of the image is 0.
 */
final class Patches {
    private static final int OUTSIDE = -1;

    private final FeatureShape.Image image;
    private final int rows;
    private final int columns;
    /** Which pixel each number is, row after row of the patches. */
    private final int[] pixels;

    /**
     * For a kernel at these places.
     *
     * @param image whose patches
     * @param down places below each other
     * @param across places side by side
     */
    Patches(FeatureShape.Image image, int kernel, int stride, int padding, int down, int across) {
        this.image = image;
        rows = image.channels() * kernel * kernel;
        columns = down * across;
        pixels = new int[rows * columns];
        for (int row = 0; row < rows; row++) {
            int channel = row / (kernel * kernel);
            int y = row / kernel % kernel - padding;
            int x = row % kernel - padding;
            for (int column = 0; column < columns; column++) {
                int line = column / across * stride + y;
                int place = column % across * stride + x;
                boolean inside = line >= 0 && line < image.height() && place >= 0 && place < image.width();
                pixels[row * columns + column] =
                        inside ? (channel * image.height() + line) * image.width() + place : OUTSIDE;
            }
        }
    }

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

    FeatureShape.Image image() {
        return image;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /**
     * Copies the patches of the image at {@code offset}.
     *
     * @param to rows of patches begin at {@code start} and are {@code distance} apart
     */
    void gather(float[] from, int offset, float[] to, int start, int distance) {
        for (int row = 0; row < rows; row++) {
            int source = row * columns;
            int target = start + row * distance;
            for (int k = 0; k < columns; k++) {
                int pixel = pixels[source + k];
                to[target + k] = pixel == OUTSIDE ? 0f : from[offset + pixel];
            }
        }
    }

    /**
     * Adds patches to the image at {@code offset}: each number to the pixel that {@link #gather} takes it from.
     *
     * @param from rows of patches begin at {@code start} and are {@code distance} apart
     */
    void scatter(float[] from, int start, int distance, float[] to, int offset) {
        for (int row = 0; row < rows; row++) {
            int target = row * columns;
            int source = start + row * distance;
            for (int k = 0; k < columns; k++) {
                int pixel = pixels[target + k];
                if (pixel != OUTSIDE) {
                    to[offset + pixel] += from[source + k];
                }
            }
        }
    }
}
