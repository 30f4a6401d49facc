package keel.training.network;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The passes of a {@link StackedMlp} for one batch size: buffers, and the arithmetic of one member at a time.
 *
 * <p>Layer l maps activation l to activation l + 1. Activations are kept a member, because backward passes need them;
 * everything else is shared, because a member is finished before the next begins.
 */
final class MlpPasses implements AutoCloseable {
    final int rows;
    /** {@code [P, rows, out]} of the last forward pass. */
    final float[] output;
    /** {@code [P, rows, in]} of the last backward pass. */
    final float[] inputGradient;

    private final MlpLayout layout;
    private final int layers;
    private final Rows[][] activations;
    /** Gradient of the objective by pre-activations (or, at 0, by the input). */
    private final Rows[] deltas;
    /** Derivative of activations in a direction at the input; only made when first asked for. */
    private Rows[] tangents = new Rows[0];
    /** Gradient of a directional derivative by pre-activations; only for activations that curve. */
    private Rows[] curvatures = new Rows[0];

    MlpPasses(MlpLayout layout, int members, int rows) {
        this.layout = layout;
        this.layers = layout.layers();
        this.rows = rows;
        output = new float[Math.multiplyExact(members, rows * layout.outputs())];
        inputGradient = new float[Math.multiplyExact(members, rows * layout.inputs())];
        activations = new Rows[members][];
        for (int p = 0; p < members; p++) {
            activations[p] = everyLayer(width -> new Rows(rows, width, 1f));
        }
        deltas = everyLayer(width -> new Rows(rows, width, 0f));
    }

    private Rows[] everyLayer(IntFunction<Rows> make) {
        Rows[] all = new Rows[layers + 1];
        for (int l = 0; l <= layers; l++) {
            all[l] = make.apply(layout.width(l));
        }
        return all;
    }

    private boolean curved() {
        return layout.spec().activation() == Activation.TANH;
    }

    /** One member of input {@code [P, rows, in]} to its rows of {@link #output}. */
    void forward(int p, FloatPointer[] weights, float[] input) {
        Rows[] h = activations[p];
        h[0].load(input, p * rows * layout.inputs());
        for (int l = 0; l < layers; l++) {
            product(h[l], weights[l], h[l + 1]);
            h[l + 1].download();
            if (l + 1 < layers) {
                Elementwise.activate(layout.spec().activation(), h[l + 1].heap);
                h[l + 1].resetLastColumn();
                h[l + 1].upload();
            }
        }
        h[layers].store(output, p * rows * layout.outputs());
    }

    /**
     * dLoss/dOutput {@code [P, rows, out]} to one member's rows of {@link #inputGradient}.
     *
     * @param gradients of the weights: become {@code scale} times what they were plus this pass's; empty leaves them out
     */
    void backward(int p, FloatPointer[] weights, float[] outputGradient, FloatPointer[] gradients, float scale) {
        deltas[layers].load(outputGradient, p * rows * layout.outputs());
        for (int l = layers - 1; l >= 0; l--) {
            if (gradients.length > 0) {
                weightGradient(activations[p][l], deltas[l + 1], gradients[l], scale);
            }
            transposedProduct(deltas[l + 1], weights[l], deltas[l]);
            deltas[l].download();
            if (l > 0) {
                Elementwise.scaleByDerivative(layout.spec().activation(), deltas[l].heap, activations[p][l].heap);
                deltas[l].upload();
            }
        }
        deltas[0].store(inputGradient, p * rows * layout.inputs());
    }

    /**
     * Gradient by the weights of {@code sum w . J v}. Tangents t run forward: {@code t' = slope * (t W)}. Then, with λ the
     * gradient by a layer's tangent before the slope and μ that by its pre-activation, the weights' gradient is
     * {@code tᵀλ + hᵀμ}. Nothing but the activation's curvature feeds μ, so without curvature it is never computed.
     */
    void directionalBackward(
            int p,
            FloatPointer[] weights,
            float[] direction,
            float[] outputWeights,
            FloatPointer[] gradients,
            float scale) {
        forwardTangents(p, weights, direction);
        if (curved() && curvatures.length == 0) {
            curvatures = everyLayer(width -> new Rows(rows, width, 0f));
        }
        deltas[layers].load(outputWeights, p * rows * layout.outputs());
        for (int l = layers - 1; l >= 0; l--) {
            weightGradient(tangents[l], deltas[l + 1], gradients[l], scale);
            boolean curvature = curved() && l + 1 < layers;
            if (curvature) {
                weightGradient(activations[p][l], curvatures[l + 1], gradients[l], 1f);
            }
            if (l > 0) {
                transposedProduct(deltas[l + 1], weights[l], deltas[l]);
                deltas[l].download();
                if (curved()) {
                    propagateCurvature(p, weights[l], l, curvature);
                }
                Elementwise.scaleByDerivative(layout.spec().activation(), deltas[l].heap, activations[p][l].heap);
                deltas[l].upload();
            }
        }
    }

    private void forwardTangents(int p, FloatPointer[] weights, float[] direction) {
        if (tangents.length == 0) {
            tangents = everyLayer(width -> new Rows(rows, width, 0f));
        }
        tangents[0].load(direction, p * rows * layout.inputs());
        for (int l = 0; l + 1 < layers; l++) {
            product(tangents[l], weights[l], tangents[l + 1]);
            tangents[l + 1].download();
            Elementwise.scaleByDerivative(layout.spec().activation(), tangents[l + 1].heap, activations[p][l + 1].heap);
            tangents[l + 1].resetLastColumn();
            tangents[l + 1].upload();
        }
    }

    /** μ of activation l, from that of l + 1 where there is one and from λ before its slope, which lies in deltas[l]. */
    private void propagateCurvature(int p, FloatPointer weights, int l, boolean fromAbove) {
        if (fromAbove) {
            transposedProduct(curvatures[l + 1], weights, curvatures[l]);
            curvatures[l].download();
        } else {
            Arrays.fill(curvatures[l].heap, 0f);
        }
        Elementwise.tanhCurvature(curvatures[l].heap, deltas[l].heap, tangents[l].heap, activations[p][l].heap);
        curvatures[l].upload();
    }

    /** {@code to = from W}, the last column of {@code from} taking up the bias row. */
    private void product(Rows from, FloatPointer weights, Rows to) {
        NativeMatrix.multiply(rows, to.width, from.stride, from.at, from.stride, weights, to.width, to.at, to.stride);
    }

    /** {@code to = from Wᵀ}, without the bias row. */
    private void transposedProduct(Rows from, FloatPointer weights, Rows to) {
        NativeMatrix.multiplyTransposedRight(
                rows, to.width, from.width, from.at, from.stride, weights, from.width, to.at, to.stride);
    }

    /** {@code gradient = scale * gradient + inputᵀ delta}, bias row included. */
    private void weightGradient(Rows input, Rows delta, FloatPointer gradient, float scale) {
        NativeMatrix.multiplyTransposedLeft(
                input.stride,
                delta.width,
                rows,
                input.at,
                input.stride,
                delta.at,
                delta.stride,
                scale,
                gradient,
                delta.width);
    }

    @Override
    public void close() {
        for (Rows[] member : activations) {
            closeAll(member);
        }
        closeAll(deltas);
        closeAll(tangents);
        closeAll(curvatures);
    }

    private static void closeAll(Rows[] all) {
        for (Rows rows : all) {
            rows.close();
        }
    }
}
