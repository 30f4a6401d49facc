package keel.agents.rl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A network that a run has saved, for RL4J to ask and its policies to act by: {@code q.zip} of a Q-learner, {@code actor.zip} of
 * an actor-critic, for Discrete actions. Observations are as the network saw them: history and normalisation, if the run had
 * any, are the caller's business.
 */
public final class TrainedNet extends KeelNet {
    private final MultiLayerNetwork network;
    private final String output;
    private final boolean logits;

    private TrainedNet(Path zip, String output, boolean logits) {
        this.output = output;
        this.logits = logits;
        try {
            network = ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read a network from %s: give the q.zip or actor.zip of a run's folder.".formatted(zip), e);
        }
    }

    /** Action values, as RL4J's output {@code Q}. */
    public static TrainedNet actionValues(Path zip) {
        return new TrainedNet(zip, CommonOutputNames.QValues, false);
    }

    /** Probabilities of the actions, as RL4J's output {@code policy}. */
    public static TrainedNet probabilities(Path zip) {
        return new TrainedNet(zip, CommonOutputNames.ActorCritic.Policy, true);
    }

    /** The policy that takes the best action. */
    public ChoicePolicy greedy() {
        return new GreedyPolicy(this, output);
    }

    /**
     * The policy that draws by the probabilities.
     *
     * @throws IllegalStateException if this gives action values
     */
    public ChoicePolicy sampling(RandomStream random) {
        if (!logits) {
            throw new IllegalStateException(
                    "action values are no probabilities to draw by; use greedy(), or load an actor with probabilities()");
        }
        return new SoftmaxPolicy(this, random);
    }

    @Override
    NeuralNetOutput evaluate(float[] rows, int batch) {
        float[] values = rows(network.output(array(rows, batch), false));
        if (logits) {
            Choices.softmax(values, values.length / batch);
        }
        NeuralNetOutput result = new NeuralNetOutput();
        result.put(output, array(values, batch));
        return result;
    }
}
