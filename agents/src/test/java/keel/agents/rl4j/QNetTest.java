package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.RateSchedule;
import org.deeplearning4j.rl4j.agent.learning.update.Features;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.network.CommonGradientNames;
import org.deeplearning4j.rl4j.network.CommonLabelNames;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.observation.Observation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class QNetTest {
    private static final float[] OBSERVATIONS = {0.5f, -1, 2, 0.1f, -0.7f, 0.4f};
    private static final float[] LABELS = {1, 0, 0.5f, -0.5f, 2, 1};

    private static NetworkLearner learner(String name, Engine engine, int outputs, RateSchedule rate) {
        NetworkSpec spec = new NetworkSpec(List.of(5), Activation.TANH);
        Network network = engine.create(name, 2, spec, outputs, 1);
        network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(1, name));
        return new NetworkLearner(
                name, network, List.of(NetworkTraining.of(spec, new SgdSpec(0, false, 0), rate)), new Cohort(1));
    }

    private static FeaturesLabels data() {
        FeaturesLabels data = new FeaturesLabels(new Features(new INDArray[] {KeelNet.array(OBSERVATIONS, 3)}));
        data.putLabels(CommonLabelNames.QValues, KeelNet.array(LABELS, 3));
        data.putLabels(CommonLabelNames.ActorCritic.Value, KeelNet.array(new float[] {1, -1, 2}, 3));
        data.putLabels(CommonLabelNames.ActorCritic.Policy, KeelNet.array(new float[] {1.5f, 0, 0, -2, 0.5f, 0}, 3));
        return data;
    }

    /** Sum over the batch of half the squared distances, by three. */
    private static double loss(Network network) {
        float[] values = network.predict(OBSERVATIONS, 3);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (values[i] - LABELS[i]) * (values[i] - LABELS[i]) / 6;
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gradientsAgainstCentralDifferences(Engine engine) {
        NetworkLearner learner = learner("q", engine, 2, new Constant(0.1));
        Network network = learner.network();
        float[] gradient = new QNet(learner, 1)
                .computeGradients(data())
                .getGradient(CommonGradientNames.QValues)
                .gradient()
                .toFloatVector();
        assertEquals(network.parameterCount(), gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            float before = network.parameters()[i];
            network.parameters()[i] = before + 1e-2f;
            network.parametersChanged();
            double up = loss(network);
            network.parameters()[i] = before - 1e-2f;
            network.parametersChanged();
            double difference = (up - loss(network)) / 2e-2;
            network.parameters()[i] = before;
            network.parametersChanged();
            assertEquals(difference, gradient[i], 1e-3, "parameter " + i);
        }
    }

    /** With plain descent a parameter moves by its network's rate times its gradient, which is what is logged. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void eachNetworkMovesAtItsOwnRate(Engine engine) {
        NetworkLearner actor = learner("actor", engine, 2, new Constant(0.25));
        NetworkLearner critic = learner("critic", engine, 1, new Constant(0.0625));
        float[] actorBefore = actor.network().parameters().clone();
        float[] criticBefore = critic.network().parameters().clone();
        ActorCriticNet net = new ActorCriticNet(actor, critic, () -> 0.01, 1);
        Gradients gradients = net.computeGradients(data());
        net.applyGradients(gradients);
        assertMoved(actorBefore, actor, gradients, CommonGradientNames.ActorCritic.Policy, 0.25f);
        assertMoved(criticBefore, critic, gradients, CommonGradientNames.ActorCritic.Value, 0.0625f);
    }

    private static void assertMoved(
            float[] before, NetworkLearner learner, Gradients gradients, String name, float rate) {
        float[] gradient = gradients.getGradient(name).gradient().toFloatVector();
        float[] expected = before.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] -= rate * gradient[i];
        }
        assertArrayEquals(expected, learner.network().parameters(), 1e-6f);
        Map<String, Double> values = new LinkedHashMap<>();
        learner.describe(0, values);
        assertEquals(rate, values.get("rate/" + learner.name()));
    }

    /** What was given for an observation is given again until the network changes, and not afterwards. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void nothingOldIsGivenAfterAnUpdate(Engine engine) {
        QNet net = new QNet(learner("q", engine, 2, new Constant(0.5)), 1);
        var observation = new Observation(KeelNet.array(new float[] {1, 2}, 1));
        float[] before = net.output(observation).get(CommonOutputNames.QValues).toFloatVector();
        assertArrayEquals(
                before, net.output(observation).get(CommonOutputNames.QValues).toFloatVector());
        net.fit(data());
        float[] after = net.output(observation).get(CommonOutputNames.QValues).toFloatVector();
        assertArrayEquals(
                net.output(observation.getChannelData(0))
                        .get(CommonOutputNames.QValues)
                        .toFloatVector(),
                after);
        assertEquals(false, before[0] == after[0]);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aSecondClockIsRefused(Engine engine) {
        QNet net = new QNet(learner("q", engine, 2, new Constant(0.5)), 1);
        assertThrows(UnsupportedOperationException.class, net::clone);
    }
}
