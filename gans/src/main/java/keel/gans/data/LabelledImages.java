package keel.gans.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import keel.training.network.FeatureShape;

/** Grey images of one size, each with the number of its class. One byte a pixel in memory, -1 (black) to 1 (white) outside. */
public final class LabelledImages {
    private final FeatureShape.Image shape;
    private final byte[] pixels;
    private final byte[] labels;
    private final float half;

    /**
     * Keeps the arrays themselves.
     *
     * @param pixels {@code [count, height, width]}, unsigned, 0 to {@code white}
     * @param labels {@code [count]}, unsigned
     * @param white the value of a white pixel
     */
    LabelledImages(FeatureShape.Image shape, byte[] pixels, byte[] labels, int white) {
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
        half = white / 2f;
    }

    public FeatureShape.Image shape() {
        return shape;
    }

    public int count() {
        return labels.length;
    }

    /** The class of an image, from 0. */
    public int label(int image) {
        return labels[image] & 0xff;
    }

    /** One more than the highest label. */
    public int classes() {
        int highest = 0;
        for (int i = 0; i < count(); i++) {
            highest = Math.max(highest, label(i));
        }
        return highest + 1;
    }

    /** Copies an image, row by row, to {@code to} at {@code offset}, every pixel in [-1, 1]. */
    public void copy(int image, float[] to, int offset) {
        int size = shape.size();
        for (int i = 0; i < size; i++) {
            to[offset + i] = (pixels[image * size + i] & 0xff) / half - 1;
        }
    }

    /** As {@link #copy}, but left and right change places. */
    public void copyFlipped(int image, float[] to, int offset) {
        int size = shape.size();
        int width = shape.width();
        for (int i = 0; i < size; i++) {
            int mirrored = i - i % width + width - 1 - i % width;
            to[offset + i] = (pixels[image * size + mirrored] & 0xff) / half - 1;
        }
    }

    /** SHA-256 of all pixels as they are in memory, in hexadecimal. */
    public String pixelHash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** These images, in this order. */
    LabelledImages pick(int[] images) {
        int size = shape.size();
        byte[] picked = new byte[images.length * size];
        byte[] pickedLabels = new byte[images.length];
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(pixels, images[i] * size, picked, i * size, size);
            pickedLabels[i] = labels[images[i]];
        }
        return new LabelledImages(shape, picked, pickedLabels, Math.round(2 * half));
    }

    /** The labels of these images. */
    int[] labels(int[] images) {
        return Arrays.stream(images).map(this::label).toArray();
    }
}
