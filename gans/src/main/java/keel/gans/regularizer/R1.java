package keel.gans.regularizer;

import java.util.Arrays;
import keel.training.network.Network;

/**
 * The R1 penalty (Mescheder et al. 2018): {@code gamma / 2 * E |grad_x D(x)|²} at real samples, for a discriminator of one
 * output.
 */
public final class R1 {
    private final double[] gammas;
    private final int batch;
    private final float[] ones;
    private final float[] direction;
    private final double[] values;

    /**
     * For one batch size.
     *
     * @param gammas one a member
     * @param inputs of the discriminator
     */
    public R1(double[] gammas, int batch, int inputs) {
        this.gammas = gammas.clone();
        this.batch = batch;
        ones = new float[gammas.length * batch];
        Arrays.fill(ones, 1f);
        direction = new float[gammas.length * batch * inputs];
        values = new double[gammas.length];
    }

    /**
     * Adds the penalty's gradient by the parameters, at the rows of the discriminator's last forward pass. With g the input
     * gradient, the gradient of {@code gamma / (2B) sum |g|²} is that of {@code sum_b J(x_b) v_b} with {@code v = gamma / B *
     * g} held constant.
     *
     * @return the penalty of each member, live; 0 everywhere without any work if every gamma is 0
     */
    public double[] apply(Network discriminator) {
        if (Arrays.stream(gammas).allMatch(gamma -> gamma == 0)) {
            return values;
        }
        float[] gradient = discriminator.inputGradient(ones);
        int size = direction.length / gammas.length;
        for (int p = 0; p < gammas.length; p++) {
            float scale = (float) (gammas[p] / batch);
            double squares = 0;
            for (int i = p * size; i < (p + 1) * size; i++) {
                squares += (double) gradient[i] * gradient[i];
                direction[i] = scale * gradient[i];
            }
            values[p] = gammas[p] / 2 * squares / batch;
        }
        discriminator.directionalBackward(direction, ones);
        return values;
    }
}
