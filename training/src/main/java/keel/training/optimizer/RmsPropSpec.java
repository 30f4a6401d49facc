package keel.training.optimizer;

import java.util.List;
import keel.training.InvalidConfigException;

/**
 * RMSProp (Tieleman &amp; Hinton 2012; the centred form is Graves 2013) as {@code torch.optim.RMSprop} has it, epsilon outside
 * of the root, with the gradient of an L2 penalty λ as weight decay:
 *
 * <pre>
 * g = g + λ θ
 * v = α v + (1 - α) g²      a = α a + (1 - α) g
 * r = √v + ε, or √(v - a²) + ε if centred
 * θ = θ - rate · g / r                               without momentum
 * b = μ b + g / r      θ = θ - rate · b              with momentum
 * </pre>
 *
 * <p>Rounding can make v - a² negative, where PyTorch's root is NaN; here it is taken for 0. A step with μ = 0 leaves b as it
 * was, as in PyTorch.
 *
 * @param alpha α in [0, 1)
 * @param epsilon ε, a float > 0
 * @param centered whether the variance scales the step, not the mean square
 * @param momentum μ in [0, 1)
 * @param weightDecay λ, at least 0
 */
public record RmsPropSpec(double alpha, double epsilon, boolean centered, double momentum, double weightDecay)
        implements UpdateRule {
    public RmsPropSpec {
        ConstantCheck.beta("rmsprop", "alpha", alpha, "0.99");
        ConstantCheck.epsilon("rmsprop", epsilon);
        InvalidConfigException.require(
                momentum >= 0 && momentum < 1,
                "rmsprop: momentum is %s, but past steps must fade, so it must lie in [0, 1). Use 0 for none; the usual value is 0.9."
                        .formatted(momentum));
        ConstantCheck.weightDecay("rmsprop", weightDecay);
    }

    @Override
    public String type() {
        return "rmsprop";
    }

    @Override
    public boolean allowsMomentum(double value) {
        return value >= 0 && value < 1;
    }

    @Override
    public List<String> memory() {
        return List.of("square", "mean", "velocity");
    }

    /** The rate, λ, α, 1 - α, ε, μ, and 1 if centred. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        coefficients[0] = (float) step.rate();
        coefficients[1] = (float) weightDecay;
        coefficients[2] = (float) alpha;
        coefficients[3] = (float) (1 - alpha);
        coefficients[4] = (float) epsilon;
        coefficients[5] = (float) step.momentum().orElse(momentum);
        coefficients[6] = centered ? 1 : 0;
    }

    @Override
    public void update(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        boolean still = coefficients[5] == 0;
        if (still && !centered) {
            plain(parameters, gradients, memory[0], from, to, coefficients);
        } else if (still) {
            centred(parameters, gradients, memory[0], memory[1], from, to, coefficients);
        } else if (!centered) {
            withMomentum(parameters, gradients, memory[0], memory[2], from, to, coefficients);
        } else {
            centredWithMomentum(parameters, gradients, memory, from, to, coefficients);
        }
    }

    private static void plain(
            float[] parameters, float[] gradients, float[] v, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        float past = coefficients[2];
        float rest = coefficients[3];
        float eps = coefficients[4];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float vi = past * v[i] + rest * g * g;
            v[i] = vi;
            parameters[i] -= rate * g / ((float) Math.sqrt(vi) + eps);
        }
    }

    private static void centred(
            float[] parameters, float[] gradients, float[] v, float[] a, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        float past = coefficients[2];
        float rest = coefficients[3];
        float eps = coefficients[4];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float vi = past * v[i] + rest * g * g;
            float ai = past * a[i] + rest * g;
            v[i] = vi;
            a[i] = ai;
            parameters[i] -= rate * g / ((float) Math.sqrt(Math.max(0f, vi - ai * ai)) + eps);
        }
    }

    private static void withMomentum(
            float[] parameters, float[] gradients, float[] v, float[] b, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        float past = coefficients[2];
        float rest = coefficients[3];
        float eps = coefficients[4];
        float mu = coefficients[5];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float vi = past * v[i] + rest * g * g;
            float bi = mu * b[i] + g / ((float) Math.sqrt(vi) + eps);
            v[i] = vi;
            b[i] = bi;
            parameters[i] -= rate * bi;
        }
    }

    /** Two passes: over five arrays in one loop, Java 17's JIT makes no vector instructions and takes ten times as long. */
    private static void centredWithMomentum(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        float past = coefficients[2];
        float rest = coefficients[3];
        float eps = coefficients[4];
        float mu = coefficients[5];
        float[] v = memory[0];
        float[] a = memory[1];
        float[] b = memory[2];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float vi = past * v[i] + rest * g * g;
            float ai = past * a[i] + rest * g;
            v[i] = vi;
            a[i] = ai;
            b[i] = mu * b[i] + g / ((float) Math.sqrt(Math.max(0f, vi - ai * ai)) + eps);
        }
        for (int i = from; i < to; i++) {
            parameters[i] -= rate * b[i];
        }
    }
}
