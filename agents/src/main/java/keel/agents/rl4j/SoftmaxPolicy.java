package keel.agents.rl4j;

import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.IOutputNeuralNet;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws an action from the probabilities that a network gives as {@code policy}. RL4J's {@code ACPolicy} throws if rounding
 * leaves their sum below the number drawn; here the last action that has a chance is taken.
 */
public final class SoftmaxPolicy implements ChoicePolicy {
    private final IOutputNeuralNet network;
    private final RandomStream random;

    /** Draws from this stream. */
    public SoftmaxPolicy(IOutputNeuralNet network, RandomStream random) {
        this.network = network;
        this.random = random;
    }

    @Override
    public Integer nextAction(Observation observation) {
        INDArray probabilities = network.output(observation).get(CommonOutputNames.ActorCritic.Policy);
        return draw(probabilities.toFloatVector(), random.nextDouble());
    }

    /**
     * The action at which the summed probabilities pass a number.
     *
     * @param number in [0, 1)
     */
    static int draw(float[] probabilities, double number) {
        double rest = number;
        int last = 0;
        for (int a = 0; a < probabilities.length; a++) {
            if (probabilities[a] > 0) {
                last = a;
                rest -= probabilities[a];
                if (rest < 0) {
                    return a;
                }
            }
        }
        return last;
    }

    @Override
    public IOutputNeuralNet getNeuralNet() {
        return network;
    }
}
