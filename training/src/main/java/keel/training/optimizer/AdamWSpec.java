package keel.training.optimizer;

import java.util.List;

/**
 * AdamW (Loshchilov &amp; Hutter 2019): Adam with decoupled weight decay λ, scaled by the learning rate as in {@code
 * torch.optim.AdamW}, so that it follows the schedule.
 *
 * <pre>
 * θ = (1 - rate · λ) θ
 * m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²
 * θ = θ - rate · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 * </pre>
 *
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, a float > 0
 * @param weightDecay λ, at least 0
 */
public record AdamWSpec(double beta1, double beta2, double epsilon, double weightDecay) implements UpdateRule {
    public AdamWSpec {
        AdamScales.check("adamw", beta1, beta2, epsilon);
        ConstantCheck.weightDecay("adamw", weightDecay);
    }

    @Override
    public String type() {
        return "adamw";
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return momentum >= 0 && momentum < 1;
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "square");
    }

    /** As {@link AdamScales#prepare}, then what decay keeps of θ. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        AdamScales.prepare(step, step.rate(), beta1, beta2, epsilon, coefficients);
        coefficients[7] = (float) (1 - step.rate() * weightDecay);
    }

    @Override
    public void update(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float b1 = coefficients[1];
        float r1 = coefficients[2];
        float b2 = coefficients[3];
        float r2 = coefficients[4];
        float root = coefficients[5];
        float eps = coefficients[6];
        float kept = coefficients[7];
        float[] m = memory[0];
        float[] v = memory[1];
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            float mi = b1 * m[i] + r1 * g;
            float vi = b2 * v[i] + r2 * g * g;
            m[i] = mi;
            v[i] = vi;
            parameters[i] = kept * parameters[i] - rate * mi / ((float) Math.sqrt(vi) * root + eps);
        }
    }
}
