package keel.training.optimizer;

import java.util.List;

/**
 * Optimistic gradient descent (Popov 1980; Daskalakis, Ilyas, Syrgkanis &amp; Zeng 2018): twice the gradient, less the one
 * before, which is 0 at first. Converges in bilinear games, where plain descent spirals out.
 *
 * <pre>
 * θ = θ - rate · (2 g - g')      g' = g
 * </pre>
 */
public record OptimisticSgdSpec() implements UpdateRule {
    @Override
    public String type() {
        return "optimistic-sgd";
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return false;
    }

    @Override
    public List<String> memory() {
        return List.of("gradient");
    }

    /** The rate. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        coefficients[0] = (float) step.rate();
    }

    @Override
    public void update(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float[] last = memory[0];
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            parameters[i] -= rate * (2 * g - last[i]);
            last[i] = g;
        }
    }
}
