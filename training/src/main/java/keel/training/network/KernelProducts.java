package keel.training.network;

import keel.training.network.FeatureShape.Image;

/**
 * A kernel applied to images, and its transpose, as matrix products of one image at a time. Weights are {@code [filters, channels
 * * kernel * kernel]}; the large image has the channels, the small one has the filters.
 *
 * <p>DL4J's own convolution takes about ten times as long (docs/decisions/0010): it lays patches out in the order of its product,
 * not of memory.
 */
final class KernelProducts {
    private final Patches patches;
    private final int filters;
    private final float[] unfolded;
    private final NativeMatrix weights;
    private final NativeMatrix weightGradient;
    private final NativeMatrix large;
    private final NativeMatrix small;

    /** For large images of this shape. */
    KernelProducts(Patches patches, int filters) {
        this.patches = patches;
        this.filters = filters;
        unfolded = new float[patches.rows() * patches.columns()];
        weights = new NativeMatrix(weightCount());
        weightGradient = new NativeMatrix(weightCount());
        large = new NativeMatrix(unfolded.length);
        small = new NativeMatrix(smallSize());
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

    /** The convolution: from the large image at {@code from} to the small one at {@code to}. */
    void shrink(float[] images, int from, float[] result, int to) {
        unfold(images, from);
        NativeMatrix.multiply(
                filters,
                patches.columns(),
                patches.rows(),
                weights.at(0),
                patches.rows(),
                large.at(0),
                patches.columns(),
                small.at(0),
                patches.columns());
        small.get(0, result, to, smallSize());
    }

    /** The transpose: adds to the large image at {@code to} what the small one at {@code from} makes. */
    void enlarge(float[] images, int from, float[] result, int to) {
        small.put(0, images, from, smallSize());
        NativeMatrix.multiplyTransposedLeft(
                patches.rows(),
                patches.columns(),
                filters,
                weights.at(0),
                patches.rows(),
                small.at(0),
                patches.columns(),
                0f,
                large.at(0),
                patches.columns());
        large.get(0, unfolded, 0, unfolded.length);
        patches.scatter(unfolded, result, to);
    }

    /** Adds the gradient by the weights of {@code small · convolution(large)}. */
    void differentiate(float[] largeImages, int largeAt, float[] smallImages, int smallAt) {
        unfold(largeImages, largeAt);
        small.put(0, smallImages, smallAt, smallSize());
        NativeMatrix.addTransposedRight(
                filters,
                patches.rows(),
                patches.columns(),
                small.at(0),
                patches.columns(),
                large.at(0),
                patches.columns(),
                weightGradient.at(0),
                patches.rows());
    }

    private void unfold(float[] images, int at) {
        patches.gather(images, at, unfolded);
        large.put(0, unfolded, 0, unfolded.length);
    }

    /** The sum since {@link #begin}. */
    float[] weightGradient() {
        float[] sum = new float[weightCount()];
        weightGradient.get(0, sum, 0, sum.length);
        return sum;
    }
}
