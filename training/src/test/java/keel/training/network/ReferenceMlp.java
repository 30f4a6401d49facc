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

    /** Parameters in {@link MlpLayout} order. */
    ReferenceMlp(MlpLayout layout, double[] parameters) {
        this.layout = layout;
        this.parameters = parameters;
    }

    /** What one call finds; arrays as in {@link Network}, for one member. */
    record Result(
            double[] output,
            double[] outputTangent,
            double[] gradient,
            double[] inputGradient,
            double[] directionalGradient,
            List<Unit> hidden) {}

    /** Pre-activation of one hidden unit at one row, and how fast it moves in the direction. */
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
        return all;
    }

    private void runRow(int b, double[] input, double[] direction, double[] weights, Result all) {
        int layers = layout.layers();
        double[][] z = new double[layers + 1][];
        double[][] zDot = new double[layers + 1][];
        double[][] a = new double[layers + 1][];
        double[][] aDot = new double[layers + 1][];
        a[0] = row(input, b, layout.inputs());
        aDot[0] = row(direction, b, layout.inputs());
        for (int l = 0; l < layers; l++) {
            int out = layout.width(l + 1);
            z[l + 1] = new double[out];
            zDot[l + 1] = new double[out];
            a[l + 1] = new double[out];
            aDot[l + 1] = new double[out];
            for (int j = 0; j < out; j++) {
                z[l + 1][j] = parameters[bias(l, j)];
                for (int i = 0; i < layout.width(l); i++) {
                    z[l + 1][j] += a[l][i] * parameters[weight(l, i, j)];
                    zDot[l + 1][j] += aDot[l][i] * parameters[weight(l, i, j)];
                }
                boolean hidden = l + 1 < layers;
                a[l + 1][j] = hidden ? value(z[l + 1][j]) : z[l + 1][j];
                aDot[l + 1][j] = hidden ? slope(z[l + 1][j]) * zDot[l + 1][j] : zDot[l + 1][j];
                if (hidden) {
                    all.hidden.add(new Unit(z[l + 1][j], zDot[l + 1][j]));
                }
            }
        }
        System.arraycopy(a[layers], 0, all.output, b * layout.outputs(), layout.outputs());
        System.arraycopy(aDot[layers], 0, all.outputTangent, b * layout.outputs(), layout.outputs());
        backward(b, row(weights, b, layout.outputs()), z, zDot, a, aDot, all);
    }

    private void backward(
            int b, double[] weights, double[][] z, double[][] zDot, double[][] a, double[][] aDot, Result all) {
        double[] delta = weights;
        double[] deltaDot = new double[weights.length];
        for (int l = layout.layers() - 1; l >= 0; l--) {
            int in = layout.width(l);
            double[] below = new double[in];
            double[] belowDot = new double[in];
            for (int j = 0; j < delta.length; j++) {
                all.gradient[bias(l, j)] += delta[j];
                all.directionalGradient[bias(l, j)] += deltaDot[j];
                for (int i = 0; i < in; i++) {
                    all.gradient[weight(l, i, j)] += a[l][i] * delta[j];
                    all.directionalGradient[weight(l, i, j)] += aDot[l][i] * delta[j] + a[l][i] * deltaDot[j];
                    below[i] += parameters[weight(l, i, j)] * delta[j];
                    belowDot[i] += parameters[weight(l, i, j)] * deltaDot[j];
                }
            }
            if (l > 0) {
                for (int i = 0; i < in; i++) {
                    belowDot[i] = belowDot[i] * slope(z[l][i]) + below[i] * curvature(z[l][i]) * zDot[l][i];
                    below[i] *= slope(z[l][i]);
                }
            }
            delta = below;
            deltaDot = belowDot;
        }
        System.arraycopy(delta, 0, all.inputGradient, b * layout.inputs(), layout.inputs());
    }

    private static double[] row(double[] matrix, int row, int width) {
        return Arrays.copyOfRange(matrix, row * width, (row + 1) * width);
    }

    private int weight(int l, int i, int j) {
        return layout.offset(l) + i * layout.width(l + 1) + j;
    }

    private int bias(int l, int j) {
        return weight(l, layout.width(l), j);
    }

    private double value(double z) {
        return switch (layout.spec().activation()) {
            case RELU -> z > 0 ? z : 0;
            case LEAKY_RELU -> z > 0 ? z : 0.2 * z;
            case TANH -> Math.tanh(z);
        };
    }

    private double slope(double z) {
        return switch (layout.spec().activation()) {
            case RELU -> z > 0 ? 1 : 0;
            case LEAKY_RELU -> z > 0 ? 1 : 0.2;
            case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
        };
    }

    private double curvature(double z) {
        return layout.spec().activation() == Activation.TANH ? -2 * Math.tanh(z) * slope(z) : 0;
    }
}
