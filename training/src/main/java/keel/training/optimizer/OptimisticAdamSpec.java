package keel.training.optimizer;

import java.util.List;

/**
 * Optimistic Adam (Daskalakis, Ilyas, Syrgkanis &amp; Zeng 2018, algorithm 1): twice Adam's direction d, less the one before,
 * which is 0 at first. Against an opponent that also learns, the last direction predicts the next.
 *
 * <pre>
 * m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²
 * d' = d      d = m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 * θ = θ - rate · (2 d - d')
 * </pre>
 *
 * <p>The paper's rate is constant; where it is scheduled, both directions take the rate of this step.
 *
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, a float > 0
 */
public record OptimisticAdamSpec(double beta1, double beta2, double epsilon) implements UpdateRule {
    public OptimisticAdamSpec {
        AdamScales.check("optimistic-adam", beta1, beta2, epsilon);
    }

    @Override
    public String type() {
        return "optimistic-adam";
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return momentum >= 0 && momentum < 1;
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "square", "direction");
    }

    /** As {@link AdamScales#prepare}, but for a rate of 1, then the rate. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        AdamScales.prepare(step, 1, beta1, beta2, epsilon, coefficients);
        coefficients[7] = (float) step.rate();
    }

    @Override
    public void update(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        float correction = coefficients[0];
        float b1 = coefficients[1];
        float r1 = coefficients[2];
        float b2 = coefficients[3];
        float r2 = coefficients[4];
        float root = coefficients[5];
        float eps = coefficients[6];
        float rate = coefficients[7];
        float[] m = memory[0];
        float[] v = memory[1];
        float[] d = memory[2];
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            float mi = b1 * m[i] + r1 * g;
            float vi = b2 * v[i] + r2 * g * g;
            float di = correction * mi / ((float) Math.sqrt(vi) * root + eps);
            parameters[i] -= rate * (2 * di - d[i]);
            m[i] = mi;
            v[i] = vi;
            d[i] = di;
        }
    }
}
