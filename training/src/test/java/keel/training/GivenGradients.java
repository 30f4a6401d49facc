package keel.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Hidden;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/** A network that is nothing but parameters, and gradients that a test writes down. */
final class GivenGradients implements Network {
    final List<Integer> deactivated = new ArrayList<>();
    private final int members;
    private final float[] parameters;
    private final float[] gradients;
    private int changes;

    GivenGradients(int members, float... parameters) {
        this.members = members;
        this.parameters = parameters;
        gradients = new float[parameters.length];
    }

    /** Writes all gradients. */
    void give(float... values) {
        System.arraycopy(values, 0, gradients, 0, gradients.length);
    }

    /** How often the network was told of new parameters. */
    int changes() {
        return changes;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public int inputs() {
        return 1;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public int parameterCount() {
        return parameters.length / members;
    }

    @Override
    public float[] parameters() {
        return parameters;
    }

    @Override
    public void parametersChanged() {
        changes++;
    }

    @Override
    public float[] gradients() {
        return gradients;
    }

    @Override
    public void zeroGradients() {
        Arrays.fill(gradients, 0f);
    }

    @Override
    public void deactivate(int member) {
        deactivated.add(member);
    }

    @Override
    public float[] forward(float[] input, int batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] predict(float[] input, int batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int[] layerOffsets() {
        return new int[] {0, parameterCount()};
    }

    @Override
    public int hiddenLayers() {
        return 0;
    }

    @Override
    public Hidden hidden(int member, int layer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void follow(Network source, double rate) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("parameters", parameters, member * parameterCount(), (member + 1) * parameterCount());
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("parameters", parameters, member * parameterCount(), (member + 1) * parameterCount());
    }

    @Override
    public void backward(float[] outputGradient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] backwardToInput(float[] outputGradient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void save(int member, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
