package keel.agents.sac;

import java.util.List;
import java.util.Map;
import keel.agents.AgentSpec;
import keel.agents.EntropySpec;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Network;

/**
 * Weights that keep a policy's entropy H at a target: the network {@code temperature} is one bias, log α, and its loss is
 * {@code -log α mean(log π(a) + H)}.
 */
final class LearnedEntropyWeights implements EntropyWeights {
    private final Cohort cohort;
    private final NetworkLearner learner;
    private final double[] targets;
    private final double[] weights;
    private final double[] losses;
    /** All 0: what is multiplied by a weight adds nothing to the bias. */
    private final float[] input;

    private final float[] gradient;

    /** @param width A, numbers in an action */
    LearnedEntropyWeights(AgentSpec.CommonSpec common, List<EntropySpec.Automatic> specs, int width, Cohort cohort) {
        this.cohort = cohort;
        int members = specs.size();
        Network network =
                common.engine().create("temperature", 1, specs.get(0).training().network(), 1, members);
        targets = new double[members];
        for (int p = 0; p < members; p++) {
            targets[p] = specs.get(p).target().orElse((double) -width);
            int bias = (p + 1) * network.parameterCount() - 1;
            network.parameters()[bias] = (float) StrictMath.log(specs.get(p).initialWeight());
        }
        network.parametersChanged();
        learner = new NetworkLearner(
                "temperature",
                network,
                specs.stream().map(EntropySpec.Automatic::training).toList(),
                cohort);
        weights = new double[members];
        losses = new double[members];
        input = new float[members];
        gradient = new float[members];
    }

    @Override
    public double[] at(long environmentStep) {
        float[] logWeights = learner.network().forward(input, 1);
        for (int p = 0; p < weights.length; p++) {
            weights[p] = StrictMath.exp(logWeights[p]);
        }
        return weights;
    }

    @Override
    public void update(SquashedGaussian actions, boolean measure) {
        float[] logWeights = learner.network().forward(input, 1);
        for (int p = 0; p < weights.length; p++) {
            if (cohort.active(p)) {
                double tooSure = actions.meanLogProbability(p) + targets[p];
                losses[p] = -logWeights[p] * tooSure;
                gradient[p] = (float) -tooSure;
            }
        }
        learner.network().backward(gradient);
        learner.update(losses, measure);
        learner.synchronize();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(learner);
    }

    @Override
    public void describe(int member, Map<String, Double> values) {
        learner.describe(member, values);
    }

    @Override
    public void save(int member, StateWriter to) {
        learner.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        learner.restore(member, from);
    }

    @Override
    public void close() {
        learner.close();
    }
}
