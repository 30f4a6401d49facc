package keel.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense network by the textbook, one row and one number at a time in double.
 *
 * <p>Every number carries its derivative in the direction v at the input. The derivative of the parameters' gradient in that
 * direction is the gradient of {@code w . J v}: nothing of {@link StackedMlp}'s own way of finding it is repeated here.
 */
final class ReferenceMlp {
    private final MlpLayout layout;
    final double[] parameters;
    /** By stage, what outputs are multiplied by, {@code [B,width]}; nothing by default. */
    final double[][] masks;
    /** By stage, singular vectors over inputs and outputs. */
    final double[][] v;

    final double[][] u;

    /** Parameters in {@link MlpLayout} order; spectral norm with converged vectors. */
    ReferenceMlp(MlpLayout layout, double[] parameters) {
        this.layout = layout;
        this.parameters = parameters;
        masks = new double[layout.layers()][0];
        u = new double[layout.layers()][];
        v = new double[layout.layers()][];
        for (int l = 0; l < layout.layers(); l++) {
            u[l] = new double[layout.width(l + 1)];
            v[l] = new double[layout.width(l)];
            Arrays.fill(u[l], 1);
            for (int i = 0; i < 5000 && layout.stage(l).spectral(); i++) {
                iterate(l);
            }
        }
    }

    private void iterate(int l) {
        for (int i = 0; i < v[l].length; i++) {
            v[l][i] = 0;
            for (int j = 0; j < u[l].length; j++) {
                v[l][i] += parameters[weight(l, i, j)] * u[l][j];
            }
        }
        normalize(v[l]);
        for (int j = 0; j < u[l].length; j++) {
            u[l][j] = 0;
            for (int i = 0; i < v[l].length; i++) {
                u[l][j] += parameters[weight(l, i, j)] * v[l][i];
            }
        }
        normalize(u[l]);
    }

    private static void normalize(double[] x) {
        double norm = Math.sqrt(Arrays.stream(x).map(e -> e * e).sum());
        Arrays.setAll(x, i -> x[i] / norm);
    }

    /** What one call finds; arrays as in {@link Network}, for one member. */
    record Result(
            double[] output,
            double[] outputTangent,
            double[] gradient,
            double[] inputGradient,
            double[] directionalGradient,
            List<Unit> hidden) {}

    /** What goes into one unit's activation at one row, and how fast it moves in the direction. */
    record Unit(double value, double tangent) {}

    /**
     * Forward and backward.
     *
     * @param input {@code [B,in]}
     * @param direction v, {@code [B,in]}
     * @param weights w, {@code [B,out]}: gradient of the objective by the output
     */
    Result run(double[] input, double[] direction, double[] weights, int batch) {
        int in = layout.inputs();
        int out = layout.outputs();
        int n = layout.parameterCount();
        Result all = new Result(
                new double[batch * out],
                new double[batch * out],
                new double[n],
                new double[batch * in],
                new double[n],
                new ArrayList<>());
        for (int b = 0; b < batch; b++) {
            runRow(b, input, direction, weights, all);
        }
        for (int l = 0; l < layout.layers(); l++) {
            if (layout.stage(l).spectral()) {
                throughSpectralNorm(l, all.gradient);
                throughSpectralNorm(l, all.directionalGradient);
            }
        }
        return all;
    }

    private void runRow(int b, double[] input, double[] direction, double[] weights, Result all) {
        int layers = layout.layers();
        Dual[][] z = new Dual[layers][];
        Dual[][] a = new Dual[layers + 1][];
        a[0] = new Dual[layout.inputs()];
        for (int i = 0; i < a[0].length; i++) {
            a[0][i] = new Dual(input[b * a[0].length + i], direction[b * a[0].length + i]);
        }
        for (int l = 0; l < layers; l++) {
            MlpStage stage = layout.stage(l);
            z[l] = stage.linear() ? throughWeights(l, a[l]) : throughNorm(l, a[l]);
            a[l + 1] = new Dual[z[l].length];
            for (int j = 0; j < z[l].length; j++) {
                a[l + 1][j] = activation(stage, z[l][j]).times(mask(b, l, j));
                if (stage.activation() != Activation.IDENTITY) {
                    all.hidden.add(new Unit(z[l][j].value(), z[l][j].tangent()));
                }
            }
        }
        Dual[] delta = new Dual[layout.outputs()];
        for (int j = 0; j < delta.length; j++) {
            int at = b * delta.length + j;
            all.output[at] = a[layers][j].value();
            all.outputTangent[at] = a[layers][j].tangent();
            delta[j] = Dual.constant(weights[at]);
        }
        backward(b, delta, z, a, all);
    }

    private double mask(int b, int l, int j) {
        return masks[l].length == 0 ? 1 : masks[l][b * layout.width(l + 1) + j];
    }

    private static Dual activation(MlpStage stage, Dual z) {
        Activation activation = stage.activation();
        return new Dual(
                ReferenceActivation.value(activation, z.value()),
                ReferenceActivation.slope(activation, z.value()) * z.tangent());
    }

    private static Dual slope(MlpStage stage, Dual z) {
        Activation activation = stage.activation();
        return new Dual(
                ReferenceActivation.slope(activation, z.value()),
                ReferenceActivation.curvature(activation, z.value()) * z.tangent());
    }

    private Dual[] throughWeights(int l, Dual[] a) {
        Dual[] z = new Dual[layout.width(l + 1)];
        double sigma = sigma(l);
        for (int j = 0; j < z.length; j++) {
            z[j] = Dual.constant(parameters[weight(l, a.length, j)]);
            for (int i = 0; i < a.length; i++) {
                z[j] = z[j].plus(a[i].times(parameters[weight(l, i, j)] / sigma));
            }
        }
        return z;
    }

    private double sigma(int l) {
        if (!layout.stage(l).spectral()) {
            return 1;
        }
        double sigma = 0;
        for (int i = 0; i < v[l].length; i++) {
            for (int j = 0; j < u[l].length; j++) {
                sigma += v[l][i] * parameters[weight(l, i, j)] * u[l][j];
            }
        }
        return sigma;
    }

    private static Dual mean(Dual[] x) {
        return Arrays.stream(x).reduce(Dual.ZERO, Dual::plus).times(1.0 / x.length);
    }

    private static Dual[] product(Dual[] x, Dual[] y) {
        Dual[] result = x.clone();
        Arrays.setAll(result, i -> x[i].times(y[i]));
        return result;
    }

    private static Dual inverseDeviation(Dual[] a) {
        Dual mean = mean(a);
        Dual[] centred = a.clone();
        Arrays.setAll(centred, i -> a[i].minus(mean));
        return mean(product(centred, centred)).plus(Dual.constant(1e-5)).inverseRoot();
    }

    private static Dual[] normalized(Dual[] a) {
        Dual mean = mean(a);
        Dual inverse = inverseDeviation(a);
        Dual[] x = a.clone();
        Arrays.setAll(x, i -> a[i].minus(mean).times(inverse));
        return x;
    }

    private Dual[] throughNorm(int l, Dual[] a) {
        Dual[] x = normalized(a);
        Dual[] y = x.clone();
        Arrays.setAll(
                y,
                j -> x[j].times(parameters[layout.offset(l) + j])
                        .plus(Dual.constant(parameters[layout.offset(l) + x.length + j])));
        return y;
    }

    private void backward(int b, Dual[] outputDelta, Dual[][] z, Dual[][] a, Result all) {
        Dual[] delta = outputDelta;
        for (int l = layout.layers() - 1; l >= 0; l--) {
            MlpStage stage = layout.stage(l);
            Dual[] inner = delta.clone();
            for (int j = 0; j < inner.length; j++) {
                inner[j] = inner[j].times(mask(b, l, j)).times(slope(stage, z[l][j]));
            }
            delta = stage.linear() ? backThroughWeights(l, inner, a[l], all) : backThroughNorm(l, inner, a[l], all);
        }
        for (int i = 0; i < delta.length; i++) {
            all.inputGradient[b * delta.length + i] = delta[i].value();
        }
    }

    private Dual[] backThroughWeights(int l, Dual[] delta, Dual[] a, Result all) {
        Dual[] below = new Dual[a.length];
        double sigma = sigma(l);
        for (int i = 0; i < a.length; i++) {
            below[i] = Dual.ZERO;
            for (int j = 0; j < delta.length; j++) {
                below[i] = below[i].plus(delta[j].times(parameters[weight(l, i, j)] / sigma));
                add(all, weight(l, i, j), a[i].times(delta[j]));
            }
        }
        for (int j = 0; j < delta.length; j++) {
            add(all, weight(l, a.length, j), delta[j]);
        }
        return below;
    }

    private Dual[] backThroughNorm(int l, Dual[] delta, Dual[] a, Result all) {
        int n = a.length;
        Dual[] x = normalized(a);
        Dual inverse = inverseDeviation(a);
        Dual[] q = delta.clone();
        for (int j = 0; j < n; j++) {
            add(all, layout.offset(l) + j, delta[j].times(x[j]));
            add(all, layout.offset(l) + n + j, delta[j]);
            q[j] = delta[j].times(parameters[layout.offset(l) + j]);
        }
        Dual mean = mean(q);
        Dual along = mean(product(q, x));
        Dual[] below = new Dual[n];
        Arrays.setAll(below, j -> q[j].minus(mean).minus(x[j].times(along)).times(inverse));
        return below;
    }

    private static void add(Result all, int at, Dual gradient) {
        all.gradient[at] += gradient.value();
        all.directionalGradient[at] += gradient.tangent();
    }

    /** {@code d(W/σ)} with constant vectors: {@code (G - <G,W> v uᵀ / σ) / σ}. */
    private void throughSpectralNorm(int l, double[] gradient) {
        double sigma = sigma(l);
        double inner = 0;
        for (int i = 0; i < v[l].length; i++) {
            for (int j = 0; j < u[l].length; j++) {
                inner += gradient[weight(l, i, j)] * parameters[weight(l, i, j)];
            }
        }
        for (int i = 0; i < v[l].length; i++) {
            for (int j = 0; j < u[l].length; j++) {
                double along = inner * v[l][i] * u[l][j] / sigma;
                gradient[weight(l, i, j)] = (gradient[weight(l, i, j)] - along) / sigma;
            }
        }
    }

    private int weight(int l, int i, int j) {
        return layout.offset(l) + i * layout.width(l + 1) + j;
    }
}
