package keel.agents.sac;

import java.util.List;
import java.util.Map;
import keel.agents.EntropySpec;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Weights that follow a schedule over environment steps. */
final class PlannedEntropyWeights implements EntropyWeights {
    private final List<EntropySpec.Planned> specs;
    private final double[] weights;

    PlannedEntropyWeights(List<EntropySpec.Planned> specs) {
        this.specs = specs;
        weights = new double[specs.size()];
    }

    @Override
    public double[] at(long environmentStep) {
        for (int p = 0; p < weights.length; p++) {
            weights[p] = specs.get(p).weight().at(environmentStep);
        }
        return weights;
    }

    @Override
    public void update(SquashedGaussian actions, boolean measure) {}

    @Override
    public List<NetworkLearner> learners() {
        return List.of();
    }

    @Override
    public void describe(int member, Map<String, Double> values) {}

    @Override
    public void save(int member, StateWriter to) {}

    @Override
    public void restore(int member, StateReader from) {}

    @Override
    public void close() {}
}
