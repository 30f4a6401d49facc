package keel.training.network;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/** Sums of gradients by the parameters of a {@link StackedMlp}, in native memory until somebody asks. */
final class MlpGradients implements AutoCloseable {
    private final MlpLayout layout;
    private final int members;
    private final int count;
    private final MlpParameters parameters;
    private final float[] heap;
    private final NativeMatrix matrix;
    private final FloatPointer[][] stages;
    /** Members whose native gradients are leftovers, to be overwritten by the next backward pass. */
    private final boolean[] zero;

    private boolean stale;
    /** 0 overwrites leftovers, 1 adds: holds for the pass that was begun last. */
    private float scale;
    /** One stage's gradient, for what is not simply a product. */
    private final NativeMatrix product;

    private final FloatPointer productAt;
    private final float[] gradient;
    private final float[] before;

    MlpGradients(MlpLayout layout, int members, MlpParameters parameters) {
        this.layout = layout;
        this.members = members;
        this.parameters = parameters;
        count = layout.parameterCount();
        heap = new float[Math.multiplyExact(members, count)];
        matrix = new NativeMatrix(heap.length);
        stages = MlpParameters.pointers(layout, members, matrix);
        zero = new boolean[members];
        Arrays.fill(zero, true);
        int largest = 1;
        for (int l = 0; l < layout.layers(); l++) {
            if (layout.stage(l).spectral() || !layout.stage(l).linear()) {
                largest = Math.max(largest, layout.size(l));
            }
        }
        product = new NativeMatrix(largest);
        productAt = product.at(0);
        gradient = new float[largest];
        before = new float[largest];
    }

    /** {@code [P,n]}, live. */
    float[] heap() {
        if (stale) {
            for (int p = 0; p < members; p++) {
                if (zero[p]) {
                    Arrays.fill(heap, p * count, (p + 1) * count, 0f);
                } else {
                    matrix.get(p * count, heap, p * count, count);
                }
            }
            stale = false;
        }
        return heap;
    }

    void zero() {
        Arrays.fill(zero, true);
        stale = true;
    }

    /** Starts a pass that adds to every stage of this member once. */
    void begin(int p) {
        scale = zero[p] ? 0f : 1f;
        zero[p] = false;
        stale = true;
    }

    /** Adds {@code inputᵀ delta} to a weight stage, bias row included. */
    void addProduct(int p, int l, Rows input, Rows delta) {
        if (layout.stage(l).spectral()) {
            multiply(input, delta, 0f, productAt);
            addCorrected(p, l);
        } else {
            multiply(input, delta, scale, stages[p][l]);
        }
    }

    /** Adds {@code input1ᵀ delta1 + input2ᵀ delta2} to a weight stage, bias row included. */
    void addProducts(int p, int l, Rows input1, Rows delta1, Rows input2, Rows delta2) {
        if (layout.stage(l).spectral()) {
            multiply(input1, delta1, 0f, productAt);
            multiply(input2, delta2, 1f, productAt);
            addCorrected(p, l);
        } else {
            multiply(input1, delta1, scale, stages[p][l]);
            multiply(input2, delta2, 1f, stages[p][l]);
        }
    }

    private void addCorrected(int p, int l) {
        product.get(0, gradient, 0, layout.size(l));
        parameters.correct(p, l, gradient);
        add(p, l, gradient);
    }

    /** A cleared array for the gradient of a normalising stage, to be given to {@link #add}. */
    float[] cleared() {
        Arrays.fill(gradient, 0f);
        return gradient;
    }

    /** Adds a gradient, which is spoilt. */
    void add(int p, int l, float[] values) {
        int length = layout.size(l);
        int at = p * count + layout.offset(l);
        if (scale != 0) {
            matrix.get(at, before, 0, length);
            for (int i = 0; i < length; i++) {
                values[i] += before[i];
            }
        }
        matrix.put(at, values, 0, length);
    }

    private static void multiply(Rows input, Rows delta, float scale, FloatPointer to) {
        NativeMatrix.multiplyTransposedLeft(
                input.stride,
                delta.width,
                input.rows,
                input.at,
                input.stride,
                delta.at,
                delta.stride,
                scale,
                to,
                delta.width);
    }

    @Override
    public void close() {
        matrix.close();
        product.close();
    }
}
