package keel.training.network;

import java.util.Arrays;

/**
 * Gradient by the parameters of {@code sum w . J v} for one member at a time.
 *
 * <p>Tangents t run forward: through weights {@code t W}, through an activation {@code y' t}. Then two gradients run back: λ by
 * tangents, starting as w, and μ by the values themselves, starting as 0. A weight stage turns them into the parameter gradient
 * {@code tᵀλ + hᵀμ}. Only curved activations and normalisation feed μ; below the first of them it is never computed.
 */
final class MlpDirectionalPass implements AutoCloseable {
    private static final float[] NONE = {};

    private final MlpLayout layout;
    private final int layers;
    private final int rows;
    private final MlpParameters parameters;
    private final MlpGradients gradients;
    private final Rows[] tangents;
    /** Tangents of what a stage's transform gave, before a curved activation. */
    private final float[][] transformTangents;
    /** Tangents of normalised rows before the gain. */
    private final float[][] normalizedTangents;
    /** λ. */
    private final Rows[] lambdas;
    /** μ. */
    private final Rows[] mus;

    private boolean curved;

    /** A pass that uses these rows for λ. */
    MlpDirectionalPass(MlpLayout layout, int rows, MlpParameters parameters, MlpGradients gradients, Rows[] lambdas) {
        this.layout = layout;
        this.layers = layout.layers();
        this.rows = rows;
        this.parameters = parameters;
        this.gradients = gradients;
        this.lambdas = lambdas;
        tangents = MlpActivations.everyLayer(layout, rows, 0f);
        mus = MlpActivations.everyLayer(layout, rows, 0f);
        transformTangents = new float[layers][];
        normalizedTangents = new float[layers][];
        for (int l = 0; l < layers; l++) {
            MlpStage stage = layout.stage(l);
            int size = tangents[l + 1].heap.length;
            transformTangents[l] = stage.activation().curved() ? new float[size] : NONE;
            normalizedTangents[l] = stage.linear() ? NONE : new float[size];
        }
    }

    /** {@code direction} is v {@code [P, rows, in]}, {@code outputWeights} w {@code [P, rows, out]}. */
    void run(int p, MlpActivations a, float[] direction, float[] outputWeights) {
        forwardTangents(p, a, direction);
        gradients.begin(p);
        lambdas[layers].fill(outputWeights, p * rows * layout.outputs());
        curved = false;
        for (int l = layers - 1; l >= 0; l--) {
            throughActivation(l, a);
            if (layout.stage(l).linear()) {
                throughWeights(p, l, a);
            } else {
                throughNorm(p, l, a);
            }
        }
    }

    private void forwardTangents(int p, MlpActivations a, float[] direction) {
        tangents[0].fill(direction, p * rows * layout.inputs());
        MlpStage last = layout.stage(layers - 1);
        boolean lastIsLinear = last.linear() && !last.activation().curved();
        for (int l = 0; l < (lastIsLinear ? layers - 1 : layers); l++) {
            Rows from = tangents[l];
            Rows to = tangents[l + 1];
            MlpStage stage = layout.stage(l);
            if (stage.linear()) {
                parameters.multiply(p, l, from, to);
            } else {
                a.norm(l).tangent(from.heap, normalizedTangents[l], to.heap);
            }
            if (stage.activation().curved()) {
                System.arraycopy(to.heap, 0, transformTangents[l], 0, to.heap.length);
            }
            Elementwise.scaleByDerivative(stage.activation(), to.heap, a.derivativeAt(l));
            a.mask(l, to.heap);
        }
    }

    private void throughActivation(int l, MlpActivations a) {
        Activation activation = layout.stage(l).activation();
        float[] lambda = lambdas[l + 1].heap;
        float[] mu = mus[l + 1].heap;
        a.mask(l, lambda);
        if (curved) {
            a.mask(l, mu);
        }
        if (activation.curved()) {
            requireMu(l);
            Elementwise.curvature(activation, mu, lambda, transformTangents[l], a.derivativeAt(l));
        } else if (curved) {
            Elementwise.scaleByDerivative(activation, mu, a.derivativeAt(l));
        }
        Elementwise.scaleByDerivative(activation, lambda, a.derivativeAt(l));
    }

    /** From here on down there is a μ. */
    private void requireMu(int l) {
        if (!curved) {
            Arrays.fill(mus[l + 1].heap, 0f);
            curved = true;
        }
    }

    private void throughWeights(int p, int l, MlpActivations a) {
        Rows lambda = lambdas[l + 1];
        Rows mu = mus[l + 1];
        lambda.upload();
        tangents[l].upload();
        if (curved) {
            mu.upload();
            gradients.addProducts(p, l, tangents[l], lambda, a.values[l], mu);
        } else {
            gradients.addProduct(p, l, tangents[l], lambda);
        }
        if (l > 0) {
            MlpPasses.transposedProduct(lambda, parameters.at(p, l), lambdas[l]);
            lambdas[l].download();
            if (curved) {
                MlpPasses.transposedProduct(mu, parameters.at(p, l), mus[l]);
                mus[l].download();
            }
        }
    }

    private void throughNorm(int p, int l, MlpActivations a) {
        requireMu(l);
        float[] gradient = gradients.cleared();
        a.norm(l)
                .reverse(
                        lambdas[l + 1].heap,
                        mus[l + 1].heap,
                        tangents[l].heap,
                        normalizedTangents[l],
                        lambdas[l].heap,
                        mus[l].heap,
                        gradient);
        gradients.add(p, l, gradient);
    }

    @Override
    public void close() {
        MlpPasses.closeAll(tangents);
        MlpPasses.closeAll(mus);
    }
}
