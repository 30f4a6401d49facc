package keel.gans.regularizer;

import java.util.Arrays;
import java.util.List;
import keel.training.network.Network;

/**
 * A penalty on the discriminator's slope g, its logit's gradient by the input, at the rows of its last forward pass. All
 * gradients are exact: with v the penalty's derivative by g, held constant, the gradient by the parameters is that of {@code
 * sum_b J(x_b) v_b}.
 */
public final class GradientPenalty {
    private final Form form;
    private final double[] weights;
    private final int batch;
    private final int inputs;
    private final float[] ones;
    private final float[] direction;
    private final double[] values;

    /** What is penalised. */
    public enum Form {
        /** {@code weight / 2 * E |g|²}: R1 at real rows, R2 at generated ones (Mescheder et al. 2018, with their γ/2). */
        SQUARED {
            @Override
            double value(double weight, double squaredNorm) {
                return weight / 2 * squaredNorm;
            }

            @Override
            double derivative(double weight, double squaredNorm) {
                return weight;
            }
        },
        /** {@code weight * E (|g| - 1)²}, as WGAN-GP has it between real and generated rows (Gulrajani et al. 2017). */
        UNIT_NORM {
            @Override
            double value(double weight, double squaredNorm) {
                double off = StrictMath.sqrt(squaredNorm) - 1;
                return weight * off * off;
            }

            /** Where the slope is 0 it has no direction, and none is taken. */
            @Override
            double derivative(double weight, double squaredNorm) {
                double norm = StrictMath.sqrt(squaredNorm);
                return norm == 0 ? 0 : 2 * weight * (norm - 1) / norm;
            }
        };

        /** Of one row. */
        abstract double value(double weight, double squaredNorm);

        /** Of {@link #value} by g, as a multiple of g. */
        abstract double derivative(double weight, double squaredNorm);
    }

    /**
     * For one batch size.
     *
     * @param weights one a member; 0 for none
     * @param inputs of the discriminator
     */
    public GradientPenalty(Form form, List<Double> weights, int batch, int inputs) {
        this.form = form;
        this.weights = weights.stream().mapToDouble(Double::doubleValue).toArray();
        this.batch = batch;
        this.inputs = inputs;
        boolean used = used();
        ones = new float[used ? this.weights.length * batch : 0];
        Arrays.fill(ones, 1f);
        direction = new float[used ? this.weights.length * batch * inputs : 0];
        values = new double[this.weights.length];
    }

    /** Whether any member has it. */
    public boolean used() {
        return Arrays.stream(weights).anyMatch(weight -> weight != 0);
    }

    /**
     * Adds the penalty's gradient by the parameters.
     *
     * @param times multiplies the gradient, and not the value that comes back: a penalty that comes every k updates counts k times
     * @return the penalty of each member, live; 0 everywhere without any work if no member has it
     */
    public double[] apply(Network discriminator, int times) {
        if (!used()) {
            return values;
        }
        float[] gradient = discriminator.inputGradient(ones);
        for (int p = 0; p < weights.length; p++) {
            double sum = 0;
            for (int row = p * batch; row < (p + 1) * batch; row++) {
                double squares = 0;
                for (int i = row * inputs; i < (row + 1) * inputs; i++) {
                    squares += (double) gradient[i] * gradient[i];
                }
                sum += form.value(weights[p], squares);
                float scale = (float) (times * form.derivative(weights[p], squares) / batch);
                for (int i = row * inputs; i < (row + 1) * inputs; i++) {
                    direction[i] = scale * gradient[i];
                }
            }
            values[p] = sum / batch;
        }
        discriminator.directionalBackward(direction, ones);
        return values;
    }
}
