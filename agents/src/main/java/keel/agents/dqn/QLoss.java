package keel.agents.dqn;

import keel.training.InvalidConfigException;

/**
 * What is learned of a return, and how wrong an estimate is: the loss of the numbers that one action has, given as many
 * targets. Targets are held constant.
 */
public sealed interface QLoss {
    /** Name in configuration files. */
    String type();

    /** N, numbers that stand for the value of an action, which is their mean. */
    int atoms();

    /**
     * Loss of one transition, and its gradient.
     *
     * @param values the action's numbers, from {@code at}
     * @param targets as many, from {@code targetAt}
     * @param scale of the gradient, such as a weight divided by the batch
     * @param gradient takes {@code scale * dLoss/dvalues} from {@code at}
     * @return the loss itself, not scaled
     */
    double apply(float[] values, int at, float[] targets, int targetAt, float scale, float[] gradient);

    /** Huber's loss of the expected return, δ = 1: half the square up to 1, a straight line beyond. */
    record Huber() implements QLoss {
        @Override
        public String type() {
            return "huber";
        }

        @Override
        public int atoms() {
            return 1;
        }

        @Override
        public double apply(float[] values, int at, float[] targets, int targetAt, float scale, float[] gradient) {
            float error = values[at] - targets[targetAt];
            gradient[at] = HuberLoss.derivative(error) * scale;
            return HuberLoss.value(error);
        }
    }

    /** Half the squared error of the expected return. */
    record Squared() implements QLoss {
        @Override
        public String type() {
            return "squared";
        }

        @Override
        public int atoms() {
            return 1;
        }

        @Override
        public double apply(float[] values, int at, float[] targets, int targetAt, float scale, float[] gradient) {
            float error = values[at] - targets[targetAt];
            gradient[at] = error * scale;
            return 0.5 * error * error;
        }
    }

    /**
     * Quantile regression of the return's distribution (Dabney et al. 2018, equation 10, κ = 1): number i of N is to be its
     * quantile at {@code τ_i = (i + 1/2) / N}. The loss is {@code Σ_i mean_j |τ_i - [u_ij < 0]| L(u_ij)}, where {@code u_ij =
     * target_j - value_i} and L is Huber's loss.
     *
     * @param quantiles N
     */
    record QuantileHuber(int quantiles) implements QLoss {
        public QuantileHuber {
            InvalidConfigException.require(
                    quantiles >= 1 && quantiles <= 1000,
                    "quantiles is %d, but it counts the numbers that describe a return and must lie in 1..1000. Dabney et al. 2018 use 200; 10 to 50 do for small tasks."
                            .formatted(quantiles));
        }

        @Override
        public String type() {
            return "quantile-huber";
        }

        @Override
        public int atoms() {
            return quantiles;
        }

        @Override
        public double apply(float[] values, int at, float[] targets, int targetAt, float scale, float[] gradient) {
            double loss = 0;
            for (int i = 0; i < quantiles; i++) {
                float share = (i + 0.5f) / quantiles;
                float value = values[at + i];
                float slope = 0;
                for (int j = targetAt; j < targetAt + quantiles; j++) {
                    float error = value - targets[j];
                    float weight = error > 0 ? 1 - share : share;
                    loss += weight * HuberLoss.value(error);
                    slope += weight * HuberLoss.derivative(error);
                }
                gradient[at + i] = slope / quantiles * scale;
            }
            return loss / quantiles;
        }
    }
}
