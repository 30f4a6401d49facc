package keel.training.network;

/**
 * A dense network in double precision, in plain loops, with none of the engines' code: what they are tested against. Parameters
 * in {@link MlpLayout} order. Its own gradients are central differences of its own outputs.
 */
final class ReferenceMlp {
    private static final double STEP = 1e-5;

    private final MlpLayout layout;
    final double[] parameters;

    ReferenceMlp(MlpLayout layout, float[] parameters, int offset) {
        this.layout = layout;
        this.parameters = new double[layout.parameterCount()];
        for (int i = 0; i < this.parameters.length; i++) {
            this.parameters[i] = parameters[offset + i];
        }
    }

    double[] output(double[] row) {
        double[] h = row;
        for (int l = 0; l < layout.layers(); l++) {
            double[] next = new double[layout.width(l + 1)];
            for (int j = 0; j < next.length; j++) {
                double sum = parameters[layout.offset(l) + layout.width(l) * next.length + j];
                for (int i = 0; i < h.length; i++) {
                    sum += h[i] * parameters[layout.offset(l) + i * next.length + j];
                }
                next[j] = l + 1 < layout.layers() ? activation(sum) : sum;
            }
            h = next;
        }
        return h;
    }

    private double activation(double x) {
        return switch (layout.spec().activation()) {
            case RELU -> Math.max(0, x);
            case LEAKY_RELU -> x > 0 ? x : Activation.LEAKY_SLOPE * x;
            case TANH -> Math.tanh(x);
        };
    }

    /** {@code sum_b weights_b . output(rows_b)}. */
    private double objective(double[][] rows, double[][] weights) {
        double sum = 0;
        for (int b = 0; b < rows.length; b++) {
            double[] output = output(rows[b]);
            for (int j = 0; j < output.length; j++) {
                sum += weights[b][j] * output[j];
            }
        }
        return sum;
    }

    /** Gradient of the objective by every parameter. */
    double[] parameterGradient(double[][] rows, double[][] weights) {
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            double original = parameters[i];
            parameters[i] = original + STEP;
            double above = objective(rows, weights);
            parameters[i] = original - STEP;
            double below = objective(rows, weights);
            parameters[i] = original;
            gradient[i] = (above - below) / (2 * STEP);
        }
        return gradient;
    }

    /** Gradient of {@code weights . output(row)} by the row. */
    double[] inputGradient(double[] row, double[] weights) {
        double[] gradient = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            gradient[i] = directionalByDifference(row, unit(row.length, i), weights);
        }
        return gradient;
    }

    private static double[] unit(int length, int at) {
        double[] unit = new double[length];
        unit[at] = 1;
        return unit;
    }

    /** {@code weights . J(row) direction}, by running the direction forward beside the row. */
    private double directional(double[] row, double[] direction, double[] weights) {
        double[] h = row;
        double[] t = direction;
        for (int l = 0; l < layout.layers(); l++) {
            double[] next = new double[layout.width(l + 1)];
            double[] nextTangent = new double[next.length];
            for (int j = 0; j < next.length; j++) {
                double sum = parameters[layout.offset(l) + layout.width(l) * next.length + j];
                double tangent = 0;
                for (int i = 0; i < h.length; i++) {
                    double w = parameters[layout.offset(l) + i * next.length + j];
                    sum += h[i] * w;
                    tangent += t[i] * w;
                }
                boolean hidden = l + 1 < layout.layers();
                next[j] = hidden ? activation(sum) : sum;
                nextTangent[j] = hidden ? slope(sum) * tangent : tangent;
            }
            h = next;
            t = nextTangent;
        }
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * t[j];
        }
        return sum;
    }

    private double slope(double x) {
        return switch (layout.spec().activation()) {
            case RELU -> x > 0 ? 1 : 0;
            case LEAKY_RELU -> x > 0 ? 1 : Activation.LEAKY_SLOPE;
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
        };
    }

    /** The same by central difference: what {@link #directional} is checked with. */
    double directionalByDifference(double[] row, double[] direction, double[] weights) {
        double[] above = row.clone();
        double[] below = row.clone();
        for (int i = 0; i < row.length; i++) {
            above[i] += STEP * direction[i];
            below[i] -= STEP * direction[i];
        }
        double[] outputAbove = output(above);
        double[] outputBelow = output(below);
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * (outputAbove[j] - outputBelow[j]) / (2 * STEP);
        }
        return sum;
    }

    /**
     * Gradient of {@code sum_b weights_b . J(rows_b) directions_b} by every parameter, by central differences of a step so small
     * that it does not meet the kink of a ReLU.
     */
    double[] directionalGradient(double[][] rows, double[][] directions, double[][] weights) {
        double[] gradient = new double[parameters.length];
        double step = 1e-7;
        for (int i = 0; i < parameters.length; i++) {
            double original = parameters[i];
            double[] sums = new double[2];
            for (int side = 0; side < 2; side++) {
                parameters[i] = original + (side == 0 ? step : -step);
                for (int b = 0; b < rows.length; b++) {
                    sums[side] += directional(rows[b], directions[b], weights[b]);
                }
            }
            parameters[i] = original;
            gradient[i] = (sums[0] - sums[1]) / (2 * step);
        }
        return gradient;
    }
}
