package keel.agents.rl4j;

import keel.training.NetworkLearner;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.network.CommonGradientNames;
import org.deeplearning4j.rl4j.network.CommonLabelNames;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.ITrainableNeuralNet;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;

/**
 * An action-value network with its rate, optimiser, clipping and guard, for RL4J to train. The loss is half the squared
 * distance to the labels, summed over actions (only the one taken differs) and averaged over the batch.
 */
public final class QNet extends KeelNet implements ITrainableNeuralNet<QNet> {
    private final NetworkLearner learner;
    private final int telemetryEveryUpdates;
    private final double[] loss = new double[1];
    private double mean;

    /** @param learner of one member */
    QNet(NetworkLearner learner, int telemetryEveryUpdates) {
        this.learner = learner;
        this.telemetryEveryUpdates = telemetryEveryUpdates;
    }

    /** Mean value of the actions whose labels differed, in the last batch. */
    double mean() {
        return mean;
    }

    @Override
    NeuralNetOutput evaluate(float[] rows, int batch) {
        NeuralNetOutput output = new NeuralNetOutput();
        output.put(CommonOutputNames.QValues, array(learner.network().predict(rows, batch), batch));
        return output;
    }

    @Override
    public void fit(FeaturesLabels data) {
        applyGradients(computeGradients(data));
    }

    @Override
    public Gradients computeGradients(FeaturesLabels data) {
        int batch = (int) data.getBatchSize();
        float[] labels = rows(data.getLabels(CommonLabelNames.QValues));
        float[] values = learner.network().forward(rows(data.getFeatures().get(0)), batch);
        float[] gradient = new float[values.length];
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            float error = values[i] - labels[i];
            squares += error * error;
            sum += values[i];
            gradient[i] = error / batch;
        }
        loss[0] = squares / 2 / batch;
        mean = sum / values.length;
        learner.network().zeroGradients();
        learner.network().backward(gradient);
        Gradients gradients = new Gradients(batch);
        gradients.putGradient(CommonGradientNames.QValues, LearnerGradient.take(learner));
        return gradients;
    }

    @Override
    public void applyGradients(Gradients gradients) {
        LearnerGradient.put(learner, gradients.getGradient(CommonGradientNames.QValues));
        learner.update(loss, learner.updates() % telemetryEveryUpdates == 0);
        learner.synchronize();
        changed();
    }

    @Override
    public void copyFrom(QNet from) {
        learner.network().follow(from.learner.network(), 1);
        changed();
    }

    /** A network has one clock and one rate, so it trains in one place: RL4J's several threads are not supported. */
    @Override
    public QNet clone() {
        throw new UnsupportedOperationException(
                "a Keel network has one clock and trains in one place; use RL4J's single-threaded trainer");
    }
}
