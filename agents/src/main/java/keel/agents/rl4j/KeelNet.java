package keel.agents.rl4j;

import java.util.IdentityHashMap;
import org.deeplearning4j.rl4j.agent.learning.update.Features;
import org.deeplearning4j.rl4j.network.IOutputNeuralNet;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A function that RL4J may ask. What it gave for an observation is kept until the network changes, as RL4J's own networks do:
 * an algorithm asks again what the policy has asked.
 */
abstract class KeelNet implements IOutputNeuralNet {
    private final IdentityHashMap<Observation, NeuralNetOutput> kept = new IdentityHashMap<>();

    /** Evaluates rows {@code [B,observation]}. */
    abstract NeuralNetOutput evaluate(float[] rows, int batch);

    /** Forgets what was given: the parameters have changed. */
    final void changed() {
        kept.clear();
    }

    @Override
    public final NeuralNetOutput output(Observation observation) {
        return kept.computeIfAbsent(observation, o -> output(o.getChannelData(0)));
    }

    @Override
    public final NeuralNetOutput output(INDArray batch) {
        return evaluate(rows(batch), (int) batch.size(0));
    }

    @Override
    public final NeuralNetOutput output(Features features) {
        return output(features.get(0));
    }

    @Override
    public final void reset() {
        kept.clear();
    }

    /** Sequences go in as rows of an observation's history, so that there is no state between steps. */
    @Override
    public final boolean isRecurrent() {
        return false;
    }

    static float[] rows(INDArray batch) {
        INDArray ordered = batch.ordering() == 'c' && !batch.isView() ? batch : batch.dup('c');
        return ordered.reshape(ordered.length()).toFloatVector();
    }

    /** {@code [B,width]}. */
    static INDArray array(float[] rows, int batch) {
        return Nd4j.createFromArray(rows).reshape(batch, rows.length / batch);
    }
}
