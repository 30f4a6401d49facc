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

    double probability(int action) {
        return probabilities[action];
    }

    double logProbability(int action) {
        return logProbabilities[action];
    }

    /** In nats. */
    double entropy() {
        double entropy = 0;
        for (int a = 0; a < probabilities.length; a++) {
            entropy -= probabilities[a] * logProbabilities[a];
        }
        return entropy;
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
