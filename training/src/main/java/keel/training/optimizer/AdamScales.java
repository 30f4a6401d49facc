package keel.training.optimizer;

/**
 * Adam's constants at one step, in the floats its loops use. The bias correction 1 - β₁ᵗ takes the β₁ of this step, as PyTorch
 * does where β₁ is cycled.
 *
 * @param rate divided by the bias correction of m
 * @param root 1 over the root of the bias correction of v
 */
record AdamScales(float beta1, float rest1, float beta2, float rest2, float rate, float root, float epsilon) {
    static AdamScales at(UpdateRule.Step step, double constantBeta1, double beta2, double epsilon) {
        double beta1 = step.momentum().orElse(constantBeta1);
        double t = (double) step.number();
        return new AdamScales(
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) (step.rate() / (1 - StrictMath.pow(beta1, t))),
                (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t))),
                (float) epsilon);
    }

    static void check(String type, double beta1, double beta2, double epsilon) {
        ConstantCheck.beta(type, "beta1", beta1, "0.9");
        ConstantCheck.beta(type, "beta2", beta2, "0.999");
        ConstantCheck.epsilon(type, epsilon);
    }
}
