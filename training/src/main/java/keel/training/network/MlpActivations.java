package keel.training.network;

import java.util.Arrays;
import java.util.Optional;
import keel.training.random.RandomStream;

/**
 * A forward pass of one member, and what it leaves for backward passes. Stage l maps activation l to activation l + 1.
 */
final class MlpActivations implements AutoCloseable {
    private static final float[] NONE = {};

    /** The input, and what every stage gave. */
    final Rows[] values;

    private final MlpLayout layout;
    private final float[][] derivativeAt;
    private final float[][] masks;
    private final LayerNormalization[] norms;

    MlpActivations(MlpLayout layout, int rows) {
        this.layout = layout;
        int layers = layout.layers();
        values = everyLayer(layout, rows, 1f);
        if (!layout.outputBias()) {
            values[layers - 1].close();
            values[layers - 1] = new Rows(rows, layout.width(layers - 1), 0f);
        }
        derivativeAt = new float[layers][];
        masks = new float[layers][];
        norms = new LayerNormalization[layers];
        for (int l = 0; l < layers; l++) {
            MlpStage stage = layout.stage(l);
            float[] own = values[l + 1].heap;
            boolean separate = stage.activation().needsPreActivation() || stage.drops();
            derivativeAt[l] = separate ? new float[own.length] : own;
            masks[l] = stage.drops() ? new float[own.length] : NONE;
            // A weight stage never asks for its norm; one of no width keeps the array free of nulls.
            norms[l] = new LayerNormalization(stage.linear() ? 0 : rows, stage.linear() ? 0 : stage.out());
        }
    }

    static Rows[] everyLayer(MlpLayout layout, int rows, float lastColumn) {
        Rows[] all = new Rows[layout.layers() + 1];
        for (int l = 0; l < all.length; l++) {
            all[l] = new Rows(rows, layout.width(l), lastColumn);
        }
        return all;
    }

    /** What {@link Elementwise} writes the derivative of stage l's activation in terms of. */
    float[] derivativeAt(int l) {
        return derivativeAt[l];
    }

    LayerNormalization norm(int l) {
        return norms[l];
    }

    /** Multiplies by the last mask of stage l, if it has any. */
    void mask(int l, float[] array) {
        if (layout.stage(l).drops()) {
            Elementwise.multiply(array, masks[l]);
        }
    }

    /**
     * Computes every activation.
     *
     * @param input the member's rows begin at {@code offset}
     * @param drops draws masks; empty to drop nothing
     */
    void forward(int p, MlpParameters parameters, float[] input, int offset, Optional<RandomStream> drops) {
        values[0].fill(input, offset);
        for (int l = 0; l < layout.layers(); l++) {
            MlpStage stage = layout.stage(l);
            Rows from = values[l];
            Rows to = values[l + 1];
            if (stage.linear()) {
                parameters.multiply(p, l, from, to);
            } else {
                parameters.get(p, l, norms[l].parameters());
                norms[l].forward(from.heap, to.heap);
            }
            activate(l, stage, to, drops);
        }
    }

    private void activate(int l, MlpStage stage, Rows to, Optional<RandomStream> drops) {
        if (stage.activation().needsPreActivation()) {
            System.arraycopy(to.heap, 0, derivativeAt[l], 0, to.heap.length);
        }
        if (stage.activation() != Activation.IDENTITY) {
            Elementwise.activate(stage.activation(), to.heap);
            to.resetLastColumn();
        }
        if (stage.drops()) {
            if (!stage.activation().needsPreActivation()) {
                System.arraycopy(to.heap, 0, derivativeAt[l], 0, to.heap.length);
            }
            if (drops.isPresent()) {
                draw(masks[l], stage, drops.get());
                Elementwise.multiply(to.heap, masks[l]);
            }
        }
    }

    /** Inverted dropout; the constant column stays. */
    private static void draw(float[] mask, MlpStage stage, RandomStream random) {
        float kept = (float) (1 / (1 - stage.dropout()));
        Arrays.fill(mask, 1f);
        int stride = stage.out() + 1;
        for (int row = 0; row < mask.length; row += stride) {
            for (int j = row; j < row + stage.out(); j++) {
                mask[j] = random.nextDouble() < stage.dropout() ? 0f : kept;
            }
        }
    }

    @Override
    public void close() {
        for (Rows row : values) {
            row.close();
        }
    }
}
