package keel.agents.rl4j;

import java.util.function.DoubleSupplier;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.network.IOutputNeuralNet;
import org.deeplearning4j.rl4j.observation.Observation;

/**
 * A random action with chance ε, else another policy's. RL4J's {@code EpsGreedy} decays ε by a rule of its own and by default
 * draws from ND4J's global random numbers; here both come from outside.
 */
final class EpsilonGreedyPolicy implements ChoicePolicy {
    private final ChoicePolicy greedy;
    private final int options;
    private final DoubleSupplier epsilon;
    private final RandomStream random;

    /** @param epsilon asked before every action */
    EpsilonGreedyPolicy(ChoicePolicy greedy, int options, DoubleSupplier epsilon, RandomStream random) {
        this.greedy = greedy;
        this.options = options;
        this.epsilon = epsilon;
        this.random = random;
    }

    @Override
    public Integer nextAction(Observation observation) {
        return random.nextDouble() < epsilon.getAsDouble() ? random.nextInt(options) : greedy.nextAction(observation);
    }

    @Override
    public IOutputNeuralNet getNeuralNet() {
        return greedy.getNeuralNet();
    }
}
