package keel.training.network;

import keel.training.network.FeatureShape.Image;

/**
 * A kernel applied to images, and its transpose, as matrix products of a few images at a time. Weights are {@code [filters,
 * channels * kernel * kernel]}; a large image has the channels, a small one has the filters.
 *
 * <p>Images are loaded first; a product of both overwrites neither, {@link #shrink} overwrites the small ones and {@link
 * #enlarge} the large ones.
 *
 * <p>DL4J's own convolution takes several times as long (docs/decisions/0010): it lays patches out one number at a time.
 */
final class KernelProducts {
    /** Columns from which a product is efficient. */
    private static final int COLUMNS = 1024;

    private final Patches patches;
    private final int filters;
    private final int group;
    private final float[] unfolded;
    private final float[] arranged;
    private final NativeMatrix weights;
    private final NativeMatrix weightGradient;
    private final NativeMatrix large;
    private final NativeMatrix small;

    /** For large images of this shape. */
    KernelProducts(Patches patches, int filters) {
        this.patches = patches;
        this.filters = filters;
        group = Math.max(1, COLUMNS / patches.columns());
        unfolded = new float[patches.rows() * patches.columns() * group];
        arranged = new float[smallSize() * group];
        weights = new NativeMatrix(weightCount());
        weightGradient = new NativeMatrix(weightCount());
        large = new NativeMatrix(unfolded.length);
        small = new NativeMatrix(arranged.length);
    }

    /** Images that can be loaded at a time. */
    int group() {
        return group;
    }

    private int weightCount() {
        return filters * patches.rows();
    }

    int largeSize() {
        Image image = patches.image();
        return image.channels() * image.height() * image.width();
    }

    int smallSize() {
        return filters * patches.columns();
    }

    /** What the products after this one are with; starts a new sum of its gradients. */
    void begin(float[] kernel) {
        NativeMatrix.holdToOneThread();
        weights.put(0, kernel, 0, weightCount());
        weightGradient.put(0, new float[weightCount()], 0, weightCount());
    }

    /** Loads large images, which lie one after the other. */
    void loadLarge(float[] images, int from, int count) {
        int columns = patches.columns();
        for (int i = 0; i < count; i++) {
            patches.gather(images, from + i * largeSize(), unfolded, i * columns, count * columns);
        }
        large.put(0, unfolded, 0, count * patches.rows() * columns);
    }

    /** Loads small images, which lie one after the other. */
    void loadSmall(float[] images, int from, int count) {
        int columns = patches.columns();
        for (int i = 0; i < count; i++) {
            for (int f = 0; f < filters; f++) {
                System.arraycopy(
                        images, from + i * smallSize() + f * columns, arranged, (f * count + i) * columns, columns);
            }
        }
        small.put(0, arranged, 0, count * smallSize());
    }

    /** The convolution of the large images that are loaded. */
    void shrink(float[] result, int to, int count) {
        int columns = count * patches.columns();
        NativeMatrix.multiply(
                filters,
                columns,
                patches.rows(),
                weights.at(0),
                patches.rows(),
                large.at(0),
                columns,
                small.at(0),
                columns);
        small.get(0, arranged, 0, count * smallSize());
        for (int i = 0; i < count; i++) {
            for (int f = 0; f < filters; f++) {
                System.arraycopy(
                        arranged,
                        f * columns + i * patches.columns(),
                        result,
                        to + i * smallSize() + f * patches.columns(),
                        patches.columns());
            }
        }
    }

    /** The transpose: adds to large images at {@code to} what the small ones that are loaded make. */
    void enlarge(float[] result, int to, int count) {
        int columns = count * patches.columns();
        NativeMatrix.multiplyTransposedLeft(
                patches.rows(),
                columns,
                filters,
                weights.at(0),
                patches.rows(),
                small.at(0),
                columns,
                0f,
                large.at(0),
                columns);
        large.get(0, unfolded, 0, patches.rows() * columns);
        for (int i = 0; i < count; i++) {
            patches.scatter(unfolded, i * patches.columns(), columns, result, to + i * largeSize());
        }
    }

    /** Adds the gradient by the weights of {@code small · convolution(large)} for the images that are loaded. */
    void differentiate(int count) {
        int columns = count * patches.columns();
        NativeMatrix.addTransposedRight(
                filters,
                patches.rows(),
                columns,
                small.at(0),
                columns,
                large.at(0),
                columns,
                weightGradient.at(0),
                patches.rows());
    }

    /** The sum since {@link #begin}. */
    float[] weightGradient() {
        float[] sum = new float[weightCount()];
        weightGradient.get(0, sum, 0, sum.length);
        return sum;
    }
}
