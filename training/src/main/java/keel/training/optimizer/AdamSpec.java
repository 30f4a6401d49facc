package keel.training.optimizer;

import java.util.List;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1), epsilon outside of the root as in the paper and in PyTorch; weight decay λ is the
 * gradient of an L2 penalty, as {@code torch.optim.Adam} has it:
 *
 * <pre>
 * g = g + λ θ
 * m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²
 * θ = θ - rate · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 * </pre>
 *
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, a float > 0
 * @param weightDecay λ, at least 0
 */
public record AdamSpec(double beta1, double beta2, double epsilon, double weightDecay) implements UpdateRule {
    /** The constants of the paper. */
    public static final AdamSpec DEFAULT = new AdamSpec(0.9, 0.999, 1e-8);

    public AdamSpec {
        AdamScales.check("adam", beta1, beta2, epsilon);
        ConstantCheck.weightDecay("adam", weightDecay);
    }

    /** Without weight decay. */
    public AdamSpec(double beta1, double beta2, double epsilon) {
        this(beta1, beta2, epsilon, 0);
    }

    @Override
    public String type() {
        return "adam";
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return momentum >= 0 && momentum < 1;
    }

    @Override
    public List<String> memory() {
        return List.of("mean", "square");
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
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float mi = b1 * m[i] + r1 * g;
            float vi = b2 * v[i] + r2 * g * g;
            m[i] = mi;
            v[i] = vi;
            parameters[i] -= rate * mi / ((float) Math.sqrt(vi) * root + eps);
        }
    }
}
