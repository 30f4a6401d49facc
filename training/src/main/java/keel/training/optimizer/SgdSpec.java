package keel.training.optimizer;

import java.util.List;
import keel.training.InvalidConfigException;

/**
 * Stochastic gradient descent as {@code torch.optim.SGD} has it with dampening 0: heavy-ball momentum μ (Polyak 1964) or its
 * Nesterov form (Sutskever et al. 2013), and the gradient of an L2 penalty λ as weight decay.
 *
 * <pre>
 * g = g + λ θ
 * b = μ b + g
 * θ = θ - rate · b              heavy ball
 * θ = θ - rate · (g + μ b)      Nesterov
 * </pre>
 *
 * <p>A negative μ damps the rotation of two-player games (Gidel et al. 2019, "Negative momentum for improved game dynamics").
 * A step with μ = 0 is plain descent and leaves b as it was, as in PyTorch.
 *
 * @param momentum μ in (-1, 1); in (0, 1) with Nesterov
 * @param weightDecay λ, at least 0
 */
public record SgdSpec(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
    public SgdSpec {
        InvalidConfigException.require(
                momentum > -1 && momentum < 1,
                "sgd: momentum is %s, but past gradients must fade, so it must lie in (-1, 1). Use 0 for none; the usual value is 0.9."
                        .formatted(momentum));
        InvalidConfigException.require(
                !nesterov || momentum > 0,
                "sgd: nesterov needs a momentum > 0 but it is %s: it looks ahead along the momentum. Set momentum, or nesterov: false."
                        .formatted(momentum));
        ConstantCheck.weightDecay("sgd", weightDecay);
    }

    @Override
    public String type() {
        return "sgd";
    }

    @Override
    public boolean allowsMomentum(double value) {
        return value < 1 && (nesterov ? value >= 0 : value > -1);
    }

    @Override
    public List<String> memory() {
        return List.of("velocity");
    }

    /** The rate, λ, μ, and of the gradient and the velocity, how much goes into the step; μ = 0 leaves the velocity alone. */
    @Override
    public void prepare(Step step, float[] coefficients) {
        double mu = step.momentum().orElse(momentum);
        coefficients[0] = (float) step.rate();
        coefficients[1] = (float) weightDecay;
        coefficients[2] = (float) mu;
        coefficients[3] = nesterov ? 1 : 0;
        coefficients[4] = nesterov ? (float) mu : 1;
    }

    @Override
    public void update(
            float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients) {
        if (coefficients[2] == 0) {
            plain(parameters, gradients, from, to, coefficients);
        } else {
            withMomentum(parameters, gradients, memory[0], from, to, coefficients);
        }
    }

    private static void plain(float[] parameters, float[] gradients, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        for (int i = from; i < to; i++) {
            parameters[i] -= rate * (gradients[i] + decay * parameters[i]);
        }
    }

    private static void withMomentum(
            float[] parameters, float[] gradients, float[] velocity, int from, int to, float[] coefficients) {
        float rate = coefficients[0];
        float decay = coefficients[1];
        float mu = coefficients[2];
        float ofGradient = coefficients[3];
        float ofVelocity = coefficients[4];
        for (int i = from; i < to; i++) {
            float g = gradients[i] + decay * parameters[i];
            float b = mu * velocity[i] + g;
            velocity[i] = b;
            parameters[i] -= rate * (ofGradient * g + ofVelocity * b);
        }
    }
}
