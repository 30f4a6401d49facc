package keel.agents.policy;

import java.util.Arrays;
import keel.training.random.RandomStream;

/** One or several independent choices, made together: a softmax over the logits of each, which stand one behind the other. */
public final class CategoricalPolicy implements Policy {
    private final int[] options;
    private final int outputs;
    private final double[] probabilities;
    private final double[] logProbabilities;
    /** By choice. */
    private final double[] entropies;

    private final int[] chosen;

    /**
     * For one choice, or several.
     *
     * @param options how many each choice has
     */
    public CategoricalPolicy(int... options) {
        this.options = options.clone();
        outputs = Arrays.stream(options).sum();
        probabilities = new double[outputs];
        logProbabilities = new double[outputs];
        entropies = new double[options.length];
        chosen = new int[options.length];
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public int freeParameters() {
        return 0;
    }

    @Override
    public int actionWidth() {
        return options.length;
    }

    @Override
    public void begin(float[] free, int at) {}

    /** Takes up the row of logits at {@code offset}, of all choices. */
    private void take(float[] logits, int offset) {
        int first = 0;
        for (int choice = 0; choice < options.length; choice++) {
            entropies[choice] = take(logits, offset, first, first + options[choice]);
            first += options[choice];
        }
    }

    /** One choice's softmax, and its entropy. */
    private double take(float[] logits, int offset, int first, int end) {
        double largest = logits[offset + mode(logits, offset, first, end)];
        double sum = 0;
        for (int a = first; a < end; a++) {
            logProbabilities[a] = logits[offset + a] - largest;
            probabilities[a] = StrictMath.exp(logProbabilities[a]);
            sum += probabilities[a];
        }
        double logSum = StrictMath.log(sum);
        double entropy = 0;
        for (int a = first; a < end; a++) {
            logProbabilities[a] -= logSum;
            probabilities[a] /= sum;
            entropy -= probabilities[a] * logProbabilities[a];
        }
        return entropy;
    }

    private static int mode(float[] logits, int offset, int first, int end) {
        int best = first;
        for (int a = first + 1; a < end; a++) {
            if (logits[offset + a] > logits[offset + best]) {
                best = a;
            }
        }
        return best;
    }

    /** Probability of an option in the row taken up last, counted over all choices. */
    double probability(int option) {
        return probabilities[option];
    }

    @Override
    public void sample(float[] logits, int at, RandomStream random, float[] actions, int actionAt) {
        take(logits, at);
        int first = 0;
        for (int choice = 0; choice < options.length; choice++) {
            chosen[choice] = first + draw(first, options[choice], random);
            actions[actionAt + choice] = chosen[choice] - first;
            first += options[choice];
        }
    }

    private int draw(int first, int count, RandomStream random) {
        double rest = random.nextDouble();
        for (int a = 0; a < count - 1; a++) {
            rest -= probabilities[first + a];
            if (rest < 0) {
                return a;
            }
        }
        return count - 1;
    }

    @Override
    public void mode(float[] logits, int at, float[] actions, int actionAt) {
        int first = 0;
        for (int choice = 0; choice < options.length; choice++) {
            actions[actionAt + choice] = mode(logits, at, first, first + options[choice]) - first;
            first += options[choice];
        }
    }

    @Override
    public void evaluate(float[] logits, int at, float[] actions, int actionAt) {
        take(logits, at);
        int first = 0;
        for (int choice = 0; choice < options.length; choice++) {
            chosen[choice] = first + (int) actions[actionAt + choice];
            first += options[choice];
        }
    }

    @Override
    public double logProbability() {
        double sum = 0;
        for (int option : chosen) {
            sum += logProbabilities[option];
        }
        return sum;
    }

    @Override
    public double entropy() {
        double sum = 0;
        for (double entropy : entropies) {
            sum += entropy;
        }
        return sum;
    }

    /** With {@code ∂log π(a)/∂z_k = [a = k] - π_k} and {@code ∂H/∂z_k = -π_k (log π_k + H)} in each choice. */
    @Override
    public void gradient(double logProbabilityWeight, double entropyWeight, int rows, float[] gradient, int at) {
        int a = 0;
        for (int choice = 0; choice < options.length; choice++) {
            for (int end = a + options[choice]; a < end; a++) {
                double byLogProbability = (a == chosen[choice] ? 1 : 0) - probabilities[a];
                double byEntropy = -probabilities[a] * (logProbabilities[a] + entropies[choice]);
                gradient[at + a] =
                        (float) (-(logProbabilityWeight * byLogProbability + entropyWeight * byEntropy) / rows);
            }
        }
    }

    @Override
    public void freeGradient(float[] to, int at) {}

    @Override
    public double deviation() {
        return 0;
    }
}
