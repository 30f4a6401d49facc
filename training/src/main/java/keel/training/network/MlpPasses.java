package keel.training.network;

import java.util.Optional;
import keel.training.random.RandomStream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The training passes of a {@link StackedMlp} for one batch size: buffers, and the arithmetic of one member at a time.
 *
 * <p>Activations are kept a member, because backward passes need them; everything else is shared, because a member is finished
 * before the next begins.
 */
final class MlpPasses implements BatchBuffers {
    final int rows;
    /** {@code [P, rows, out]} of the last forward pass. */
    final float[] output;
    /** {@code [P, rows, in]} of the last backward pass. */
    final float[] inputGradient;

    private final MlpLayout layout;
    private final int layers;
    private final MlpParameters parameters;
    private final MlpGradients gradients;
    private final MlpActivations[] activations;
    /** Gradient of the objective by activations, then, on the way down, by what the transform gave. */
    private final Rows[] deltas;

    /** Only made when first asked for. */
    private Optional<MlpDirectionalPass> directional = Optional.empty();

    MlpPasses(MlpLayout layout, int members, int rows, MlpParameters parameters, MlpGradients gradients) {
        this.layout = layout;
        this.layers = layout.layers();
        this.rows = rows;
        this.parameters = parameters;
        this.gradients = gradients;
        output = new float[Math.multiplyExact(members, rows * layout.outputs())];
        inputGradient = new float[Math.multiplyExact(members, rows * layout.inputs())];
        activations = new MlpActivations[members];
        for (int p = 0; p < members; p++) {
            activations[p] = new MlpActivations(layout, rows);
        }
        deltas = MlpActivations.everyLayer(layout, rows, 0f);
    }

    @Override
    public int batch() {
        return rows;
    }

    MlpActivations activations(int p) {
        return activations[p];
    }

    /** One member of input {@code [P, rows, in]} to its rows of {@link #output}. */
    void forward(int p, float[] input, Optional<RandomStream> drops) {
        activations[p].forward(p, parameters, input, p * rows * layout.inputs(), drops);
        activations[p].values[layers].store(output, p * rows * layout.outputs());
    }

    /**
     * dLoss/dOutput {@code [P, rows, out]} to one member's rows of {@link #inputGradient}.
     *
     * @param counts whether gradients by the parameters are added up
     * @param toInput whether the gradient by the input is wanted
     */
    void backward(int p, float[] outputGradient, boolean counts, boolean toInput) {
        MlpActivations a = activations[p];
        deltas[layers].fill(outputGradient, p * rows * layout.outputs());
        if (counts) {
            gradients.begin(p);
        }
        for (int l = layers - 1; l >= 0; l--) {
            Rows delta = deltas[l + 1];
            a.mask(l, delta.heap);
            Elementwise.scaleByDerivative(layout.stage(l).activation(), delta.heap, a.derivativeAt(l));
            if (layout.stage(l).linear()) {
                delta.upload();
                if (counts) {
                    gradients.addProduct(p, l, a.values[l], delta);
                }
                if (l > 0 || toInput) {
                    transposedProduct(delta, parameters.at(p, l), deltas[l]);
                    deltas[l].download();
                }
            } else {
                normBackward(p, l, counts);
            }
        }
        if (toInput) {
            deltas[0].store(inputGradient, p * rows * layout.inputs());
        }
    }

    private void normBackward(int p, int l, boolean counts) {
        LayerNormalization norm = activations[p].norm(l);
        if (counts) {
            float[] gradient = gradients.cleared();
            norm.addGradient(deltas[l + 1].heap, gradient);
            gradients.add(p, l, gradient);
        }
        norm.backward(deltas[l + 1].heap, deltas[l].heap);
    }

    /** Adds the gradient of {@code sum w . J v} for one member; see {@link MlpDirectionalPass}. */
    void directionalBackward(int p, float[] direction, float[] outputWeights) {
        if (directional.isEmpty()) {
            directional = Optional.of(new MlpDirectionalPass(layout, rows, parameters, gradients, deltas));
        }
        directional.get().run(p, activations[p], direction, outputWeights);
    }

    /** {@code to = from Wᵀ}, without the bias row. */
    static void transposedProduct(Rows from, FloatPointer weights, Rows to) {
        NativeMatrix.multiplyTransposedRight(
                from.rows, to.width, from.width, from.at, from.stride, weights, from.width, to.at, to.stride);
    }

    @Override
    public void close() {
        for (MlpActivations member : activations) {
            member.close();
        }
        closeAll(deltas);
        directional.ifPresent(MlpDirectionalPass::close);
    }

    static void closeAll(Rows[] all) {
        for (Rows rows : all) {
            rows.close();
        }
    }
}
