package keel.agents.rl4j;

import org.deeplearning4j.rl4j.network.IOutputNeuralNet;
import org.deeplearning4j.rl4j.observation.Observation;

/** The action whose number in one of a network's outputs is the largest, the first of equals. */
public final class GreedyPolicy implements ChoicePolicy {
    private final IOutputNeuralNet network;
    private final String output;

    /**
     * Chooses by an output.
     *
     * @param output one of RL4J's {@code CommonOutputNames}: action values or probabilities
     */
    public GreedyPolicy(IOutputNeuralNet network, String output) {
        this.network = network;
        this.output = output;
    }

    @Override
    public Integer nextAction(Observation observation) {
        float[] row = network.output(observation).get(output).toFloatVector();
        return Choices.best(row, 0, row.length);
    }

    @Override
    public IOutputNeuralNet getNeuralNet() {
        return network;
    }
}
