package keel.agents.replay;

import java.util.List;
import java.util.Map;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Proportional prioritisation (Schaul et al. 2016): row i is drawn with chance {@code p_i^α / Σ p^α}, where {@code p_i = |δ_i| +
 * ε} is from when it was judged last, and the largest of all so far (1 at first) before that. A batch of B draws one row from each
 * B-th part of the sum. Weights are {@code (N P(i))^-β}, divided by the batch's largest.
 */
final class PrioritizedRows implements RowSampler {
    static final List<String> METRICS =
            List.of("coefficient/priority_beta", "replay/priority_max", "replay/priority_mean", "replay/weight_mean");

    private final ReplaySampling.Prioritized spec;
    private final SumTree tree;
    private double largest = 1;
    private double largestToAlpha = 1;
    private double beta;
    private double meanPriority;
    private double meanWeight;

    PrioritizedRows(ReplaySampling.Prioritized spec, int capacity) {
        this.spec = spec;
        tree = new SumTree(capacity);
    }

    @Override
    public void added(int row) {
        tree.set(row, largestToAlpha);
    }

    @Override
    public void draw(RandomStream random, int size, long environmentSteps, int member, TransitionBatch into) {
        int from = member * into.rows;
        double total = tree.total();
        beta = spec.beta().at(environmentSteps);
        meanPriority = total / size;
        double part = total / into.rows;
        double largestWeight = 0;
        for (int i = 0; i < into.rows; i++) {
            int row = tree.find((i + random.nextDouble()) * part);
            into.drawn[from + i] = row;
            double weight = StrictMath.pow(size * (tree.get(row) / total), -beta);
            into.weights[from + i] = (float) weight;
            largestWeight = Math.max(largestWeight, weight);
        }
        double sum = 0;
        for (int i = from; i < from + into.rows; i++) {
            into.weights[i] = (float) (into.weights[i] / largestWeight);
            sum += into.weights[i];
        }
        meanWeight = sum / into.rows;
    }

    @Override
    public void judge(int member, TransitionBatch batch) {
        for (int i = member * batch.rows; i < (member + 1) * batch.rows; i++) {
            double priority = Math.abs(batch.errors[i]) + spec.epsilon();
            double toAlpha = StrictMath.pow(priority, spec.alpha());
            tree.set(batch.drawn[i], toAlpha);
            if (priority > largest) {
                largest = priority;
                largestToAlpha = toAlpha;
            }
        }
    }

    @Override
    public void describe(Map<String, Double> values) {
        values.put(METRICS.get(0), beta);
        values.put(METRICS.get(1), largest);
        values.put(METRICS.get(2), meanPriority);
        values.put(METRICS.get(3), meanWeight);
    }

    @Override
    public void save(StateWriter to, int size) {
        to.put("priorities", tree.first(size));
        to.put("largest", largest);
        to.put("last", beta, meanPriority, meanWeight);
    }

    @Override
    public void restore(StateReader from, int size) {
        tree.setAll(from.doubles("priorities", size));
        largest = from.number("largest");
        largestToAlpha = StrictMath.pow(largest, spec.alpha());
        double[] last = from.doubles("last", 3);
        beta = last[0];
        meanPriority = last[1];
        meanWeight = last[2];
    }
}
