package keel.training.optimizer;

/**
 * Bias corrections of Adam and its kin, in the floats their loops use. That of m takes the β₁ of this step, as PyTorch does
 * where β₁ is cycled.
 */
final class AdamScales {
    private AdamScales() {}

    /** The rate over the bias correction 1 - β₁ᵗ of m. */
    private static float rate(double rate, double beta1, UpdateRule.Step step) {
        return (float) (rate / (1 - step.power(beta1)));
    }

    /** 1 over the root of the bias correction 1 - β₂ᵗ of v. */
    private static float root(double beta2, UpdateRule.Step step) {
        return (float) (1 / Math.sqrt(1 - step.power(beta2)));
    }

    /** Rate over bias correction, β₁, 1 - β₁, β₂, 1 - β₂, root of the other correction, ε; one more is left to the kind. */
    static void prepare(
            UpdateRule.Step step, double rate, double beta1, double beta2, double epsilon, float[] coefficients) {
        double momentum = step.momentum().orElse(beta1);
        coefficients[0] = rate(rate, momentum, step);
        coefficients[1] = (float) momentum;
        coefficients[2] = (float) (1 - momentum);
        coefficients[3] = (float) beta2;
        coefficients[4] = (float) (1 - beta2);
        coefficients[5] = root(beta2, step);
        coefficients[6] = (float) epsilon;
    }

    static void check(String type, double beta1, double beta2, double epsilon) {
        ConstantCheck.beta(type, "beta1", beta1, "0.9");
        ConstantCheck.beta(type, "beta2", beta2, "0.999");
        ConstantCheck.epsilon(type, epsilon);
    }
}
