package keel.training.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;

/**
 * Fits a network to fixed functions with {@link NetworkLearner}: half the mean squared error, plus a directional term so that
 * every pass of a network takes part. A member's data depends on its number only, not on who trains beside it.
 */
final class RegressionRun {
    private final Network network;
    private final int[] numbers;
    private final Cohort cohort;
    private final NetworkLearner learner;
    private final List<RandomStream> data = new ArrayList<>();
    private final double[] losses;
    /** 0 leaves the directional term out. */
    private final float penalty;

    RegressionRun(MlpLayout layout, Network network, float penalty, int... numbers) {
        this.network = network;
        this.numbers = numbers;
        this.penalty = penalty;
        cohort = new Cohort(numbers.length);
        losses = new double[numbers.length];
        List<NetworkTraining> trainings = new ArrayList<>();
        for (int p = 0; p < numbers.length; p++) {
            int number = numbers[p];
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(number, "init"));
            data.add(RandomStream.named(number, "data"));
            trainings.add(NetworkTraining.of(
                    layout.spec(), AdamSpec.DEFAULT, new Constant(1e-3 * (1 + number)), GradientClipping.byNorm(1.0)));
        }
        learner = new NetworkLearner("critic", network, trainings, cohort);
    }

    Cohort cohort() {
        return cohort;
    }

    /** Loss of the last update. */
    double loss(int member) {
        return losses[member];
    }

    /** Updates with a batch size for each; {@code before} is called with each update's index first. */
    void update(int updates, IntUnaryOperator batchAt, IntConsumer before) {
        for (int u = 0; u < updates; u++) {
            before.accept(u);
            update(batchAt.applyAsInt(u));
        }
    }

    private void update(int batch) {
        int in = network.inputs();
        int out = network.outputs();
        float[] input = new float[numbers.length * batch * in];
        for (int p = 0; p < numbers.length; p++) {
            for (int i = 0; i < batch * in; i++) {
                input[p * batch * in + i] = (float) (2 * data.get(p).nextDouble() - 1);
            }
        }
        float[] output = network.forward(input, batch);
        float[] gradient = new float[output.length];
        for (int p = 0; p < numbers.length; p++) {
            losses[p] = 0;
            for (int b = 0; b < batch; b++) {
                for (int j = 0; j < out; j++) {
                    int at = (p * batch + b) * out + j;
                    double target = Math.sin(3 * input[(p * batch + b) * in] + numbers[p]) * (j + 1);
                    double error = output[at] - target;
                    losses[p] += error * error / (2 * batch);
                    gradient[at] = (float) (error / batch);
                }
            }
        }
        network.backward(gradient);
        if (penalty != 0) {
            float[] weights = new float[output.length];
            Arrays.fill(weights, penalty / batch);
            network.directionalBackward(network.inputGradient(weights).clone(), weights);
        }
        learner.update(losses, false);
    }
}
