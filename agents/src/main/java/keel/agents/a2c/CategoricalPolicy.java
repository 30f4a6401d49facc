package keel.agents.a2c;

import keel.training.random.RandomStream;

/** Softmax over logits, one row at a time, in double and with {@link StrictMath}: the same on every machine. */
final class CategoricalPolicy {
    private final double[] probabilities;
    private final double[] logProbabilities;

    CategoricalPolicy(int actions) {
        probabilities = new double[actions];
        logProbabilities = new double[actions];
    }

    /** Takes up the row of logits at {@code offset}; the methods without logits speak of it. */
    void evaluate(float[] logits, int offset) {
        double largest = logits[offset + mode(logits, offset)];
        double sum = 0;
        for (int a = 0; a < probabilities.length; a++) {
            logProbabilities[a] = logits[offset + a] - largest;
            probabilities[a] = StrictMath.exp(logProbabilities[a]);
            sum += probabilities[a];
        }
        double logSum = StrictMath.log(sum);
        for (int a = 0; a < probabilities.length; a++) {
            logProbabilities[a] -= logSum;
            probabilities[a] /= sum;
        }
    }

    /** Probability of an action in the row taken up last. */
    double probability(int action) {
        return probabilities[action];
    }

    /** Entropy of the row taken up last, in nats. */
    double entropy() {
        double entropy = 0;
        for (int a = 0; a < probabilities.length; a++) {
            entropy -= probabilities[a] * logProbabilities[a];
        }
        return entropy;
    }

    /**
     * {@code -A log π(action) - weight * entropy} of one row, and its gradient by the logits divided by {@code rows}. With
     * {@code ∂log π(a)/∂z_k = [a = k] - π_k} and {@code ∂H/∂z_k = -π_k (log π_k + H)}.
     */
    double loss(
            float[] logits,
            int offset,
            int action,
            double advantage,
            double entropyWeight,
            float[] gradient,
            int gradientOffset,
            int rows) {
        evaluate(logits, offset);
        double entropy = entropy();
        for (int a = 0; a < probabilities.length; a++) {
            double byLogProbability = (a == action ? 1 : 0) - probabilities[a];
            double byEntropy = -probabilities[a] * (logProbabilities[a] + entropy);
            gradient[gradientOffset + a] = (float) (-(advantage * byLogProbability + entropyWeight * byEntropy) / rows);
        }
        return -advantage * logProbabilities[action] - entropyWeight * entropy;
    }

    /** Draws an action. */
    int sample(float[] logits, int offset, RandomStream random) {
        evaluate(logits, offset);
        double rest = random.nextDouble();
        for (int a = 0; a < probabilities.length - 1; a++) {
            rest -= probabilities[a];
            if (rest < 0) {
                return a;
            }
        }
        return probabilities.length - 1;
    }

    /** The likeliest action, the first of equals. */
    int mode(float[] logits, int offset) {
        int best = 0;
        for (int a = 1; a < probabilities.length; a++) {
            if (logits[offset + a] > logits[offset + best]) {
                best = a;
            }
        }
        return best;
    }
}
