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

    @Override
    public void update(float[] parameters, float[] gradients, float[][] memory, int from, int to, Step step) {
        double momentum = step.momentum().orElse(beta1);
        float decay = (float) weightDecay;
        float b1 = (float) momentum;
        float r1 = (float) (1 - momentum);
        float b2 = (float) beta2;
        float r2 = (float) (1 - beta2);
        float rate = AdamScales.rate(step.rate(), momentum, step);
        float root = AdamScales.root(beta2, step);
        float eps = (float) epsilon;
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
