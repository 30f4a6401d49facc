package keel.training.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Several {@link Dl4jNetwork}s, evaluated one after the other, as the members of one network. Each keeps its own parameters; the
 * arrays here are copies, brought up to date when they were written or are asked for.
 */
final class Dl4jStack implements Network {
    private final List<Dl4jNetwork> networks = new ArrayList<>();
    private final int count;
    private final float[] parameters;
    private final float[] gradients;
    private boolean written;

    Dl4jStack(NetworkShape shape, int members) {
        for (int p = 0; p < members; p++) {
            networks.add(new Dl4jNetwork(shape));
        }
        count = networks.get(0).parameterCount();
        parameters = new float[Math.multiplyExact(members, count)];
        gradients = new float[parameters.length];
    }

    private Dl4jNetwork first() {
        return networks.get(0);
    }

    @Override
    public int members() {
        return networks.size();
    }

    @Override
    public int inputs() {
        return first().inputs();
    }

    @Override
    public int outputs() {
        return first().outputs();
    }

    @Override
    public int parameterCount() {
        return count;
    }

    @Override
    public int[] layerOffsets() {
        return first().layerOffsets();
    }

    @Override
    public float[] parameters() {
        return parameters;
    }

    @Override
    public void parametersChanged() {
        written = true;
    }

    /** Copies what was written to the networks. */
    private void distribute() {
        if (written) {
            for (int p = 0; p < networks.size(); p++) {
                System.arraycopy(parameters, p * count, networks.get(p).parameters(), 0, count);
                networks.get(p).parametersChanged();
            }
            written = false;
        }
    }

    /** Copies back what a network changed of its own accord. */
    private void collect(int member) {
        System.arraycopy(networks.get(member).parameters(), 0, parameters, member * count, count);
    }

    @Override
    public float[] gradients() {
        for (int p = 0; p < networks.size(); p++) {
            System.arraycopy(networks.get(p).gradients(), 0, gradients, p * count, count);
        }
        return gradients;
    }

    @Override
    public void zeroGradients() {
        networks.forEach(Network::zeroGradients);
    }

    /** A call for one network, with its part of an array. */
    private interface Call {
        float[] of(Dl4jNetwork network, float[] rows);
    }

    private float[] each(float[] all, Call call) {
        if (all.length % networks.size() != 0) {
            throw new IllegalArgumentException(
                    "%d elements cannot be shared out among %d members".formatted(all.length, networks.size()));
        }
        int length = all.length / networks.size();
        float[] result = {};
        for (int p = 0; p < networks.size(); p++) {
            float[] own = call.of(networks.get(p), part(all, p, length));
            result = p == 0 ? new float[own.length * networks.size()] : result;
            System.arraycopy(own, 0, result, p * own.length, own.length);
        }
        return result;
    }

    private static float[] part(float[] all, int member, int length) {
        float[] part = new float[length];
        System.arraycopy(all, member * length, part, 0, length);
        return part;
    }

    @Override
    public float[] forward(float[] input, int batch) {
        distribute();
        return each(input, (network, rows) -> network.forward(rows, batch));
    }

    @Override
    public float[] predict(float[] input, int batch) {
        distribute();
        return each(input, (network, rows) -> network.predict(rows, batch));
    }

    @Override
    public void backward(float[] outputGradient) {
        int out = outputGradient.length / networks.size();
        for (int p = 0; p < networks.size(); p++) {
            networks.get(p).backward(part(outputGradient, p, out));
        }
    }

    @Override
    public float[] backwardToInput(float[] outputGradient) {
        return each(outputGradient, Network::backwardToInput);
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        return each(outputGradient, Network::inputGradient);
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        int in = direction.length / networks.size();
        int out = outputWeights.length / networks.size();
        for (int p = 0; p < networks.size(); p++) {
            networks.get(p).directionalBackward(part(direction, p, in), part(outputWeights, p, out));
        }
    }

    @Override
    public int hiddenLayers() {
        return first().hiddenLayers();
    }

    @Override
    public Hidden hidden(int member, int layer) {
        return networks.get(member).hidden(0, layer);
    }

    @Override
    public void deactivate(int member) {
        networks.get(member).deactivate(0);
    }

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        distribute();
        networks.get(member).initialize(0, initializer, random);
        collect(member);
    }

    @Override
    public void follow(Network source, double rate) {
        Dl4jStack from = (Dl4jStack) source;
        distribute();
        from.distribute();
        for (int p = 0; p < networks.size(); p++) {
            networks.get(p).follow(from.networks.get(p), rate);
            collect(p);
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        distribute();
        networks.get(member).save(0, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        distribute();
        networks.get(member).restore(0, from);
        collect(member);
    }

    @Override
    public void save(int member, Path file) {
        distribute();
        networks.get(member).save(0, file);
    }

    @Override
    public void close() {
        networks.forEach(Network::close);
    }
}
