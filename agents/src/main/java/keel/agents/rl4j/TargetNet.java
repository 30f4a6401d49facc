package keel.agents.rl4j;

import keel.training.network.Network;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;

/** A copy of an action-value network that follows it now and then. */
final class TargetNet extends KeelNet {
    private final Network network;

    TargetNet(Network network) {
        this.network = network;
    }

    Network network() {
        return network;
    }

    void follow(Network online) {
        network.follow(online, 1);
        changed();
    }

    @Override
    NeuralNetOutput evaluate(float[] rows, int batch) {
        NeuralNetOutput output = new NeuralNetOutput();
        output.put(CommonOutputNames.QValues, array(network.predict(rows, batch), batch));
        return output;
    }
}
