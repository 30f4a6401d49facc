package keel.agents.rl4j;

import java.util.function.DoubleSupplier;

/**
 * Mean over rows of {@code -Σ_a A_a log π_a - β H(π)} with π the softmax of logits z. With {@code S = Σ_a A_a}:
 * {@code ∂/∂z_k = -(A_k - π_k S) + β π_k (log π_k + H)}. In double and with {@link StrictMath}: the same on every machine.
 */
final class PolicyLoss {
    private final int actions;
    private final DoubleSupplier entropyWeight;
    private final double[] logProbabilities;
    private final double[] loss = new double[1];
    private double meanEntropy;

    PolicyLoss(int actions, DoubleSupplier entropyWeight) {
        this.actions = actions;
        this.entropyWeight = entropyWeight;
        logProbabilities = new double[actions];
    }

    /**
     * The loss's gradient by the logits; the other methods speak of these arrays.
     *
     * @param logits {@code [rows,actions]}
     * @param advantages {@code [rows,actions]}
     */
    float[] gradient(float[] logits, float[] advantages) {
        double weight = entropyWeight.getAsDouble();
        int rows = logits.length / actions;
        float[] gradient = new float[logits.length];
        double sum = 0;
        double sumEntropy = 0;
        for (int from = 0; from < logits.length; from += actions) {
            double entropy = evaluate(logits, from);
            double total = 0;
            for (int a = 0; a < actions; a++) {
                total += advantages[from + a];
                sum -= advantages[from + a] * logProbabilities[a];
            }
            sum -= weight * entropy;
            sumEntropy += entropy;
            for (int a = 0; a < actions; a++) {
                double probability = StrictMath.exp(logProbabilities[a]);
                double byAdvantage = advantages[from + a] - probability * total;
                double byEntropy = -probability * (logProbabilities[a] + entropy);
                gradient[from + a] = (float) (-(byAdvantage + weight * byEntropy) / rows);
            }
        }
        loss[0] = sum / rows;
        meanEntropy = sumEntropy / rows;
        return gradient;
    }

    /** Fills in the logarithms of one row's probabilities. Returns its entropy in nats. */
    private double evaluate(float[] logits, int from) {
        double largest = logits[from + Choices.best(logits, from, actions)];
        double sum = 0;
        for (int a = 0; a < actions; a++) {
            sum += StrictMath.exp(logits[from + a] - largest);
        }
        double logSum = largest + StrictMath.log(sum);
        double entropy = 0;
        for (int a = 0; a < actions; a++) {
            logProbabilities[a] = logits[from + a] - logSum;
            entropy -= StrictMath.exp(logProbabilities[a]) * logProbabilities[a];
        }
        return entropy;
    }

    /** Of the one member, live. */
    double[] losses() {
        return loss;
    }

    /** Mean entropy in nats. */
    double entropy() {
        return meanEntropy;
    }
}
