package keel.training.optimizer;

import java.util.List;

/**
 * AMSGrad (Reddi, Kale &amp; Kumar 2018) with Adam's bias correction, as {@code torch.optim.Adam(amsgrad=True)} has it: the
 * largest second moment so far scales the step, so that steps never grow again after large gradients are forgotten.
 *
 * <pre>
 * g = g + λ θ
 * m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²      w = max(w, v)
 * θ = θ - rate · m / (1 - β₁ᵗ) / (√(w / (1 - β₂ᵗ)) + ε)
 * </pre>
 *
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, a float > 0
 * @param weightDecay λ, at least 0
 */
public record AmsGradSpec(double beta1, double beta2, double epsilon, double weightDecay) implements UpdateRule {
    public AmsGradSpec {
        AdamScales.check("amsgrad", beta1, beta2, epsilon);
        ConstantCheck.weightDecay("amsgrad", weightDecay);
    }

    @Override
    public String type() {
        return "amsgrad";
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return momentum >= 0 && momentum < 1;
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "square", "largest-square");
    }

    /** As {@link AdamScales#prepare}, then λ. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        AdamScales.prepare(step, step.rate(), beta1, beta2, epsilon, coefficients);
        coefficients[7] = (float) weightDecay;
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
        float decay = coefficients[7];
        float[] m = memory[0];
        float[] v = memory[1];
        float[] w = memory[2];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float mi = b1 * m[i] + r1 * g;
            float vi = b2 * v[i] + r2 * g * g;
            float wi = Math.max(w[i], vi);
            m[i] = mi;
            v[i] = vi;
            w[i] = wi;
            parameters[i] -= rate * mi / ((float) Math.sqrt(wi) * root + eps);
        }
    }
}
