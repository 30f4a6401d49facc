package keel.training.network;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.ParameterUpdates;
import keel.training.random.RandomStream;

/**
 * K networks of one shape, its heads, seen as one: they read the same rows, and their outputs stand side by side. One rate, one
 * optimiser and one clock train them all, as those of twin critics (Fujimoto et al. 2018).
 *
 * <p>Parameters and gradients of a member are those of its heads one after the other, without a copy: a stack of P members of K
 * heads is a stack of P·K networks. An ensemble of one head is that network, number for number.
 *
 * <ul>
 *   <li>Outputs are {@code [P,B,K*out]}, those of the first head first.
 *   <li>The input gradient is the sum over heads; give all but one of them output gradients of 0 to have it of one.
 *   <li>Layers, hidden ones too, are counted head after head.
 * </ul>
 */
public final class EnsembleNetwork implements Network {
    private final Network stack;
    private final int heads;
    private final int members;
    private final boolean[] inactive;
    private final HeadRows input;
    private final HeadRows output;
    private final HeadRows predictionInput;
    private final HeadRows prediction;
    private final HeadRows outputGradient;
    private final HeadRows inputGradient;
    private final HeadRows direction;
    private int rows = 1;

    /**
     * Sees a stack this way.
     *
     * @param stack of {@code P * heads} members; closed with this
     */
    EnsembleNetwork(Network stack, int heads) {
        if (heads < 1 || stack.members() % heads != 0) {
            throw new IllegalArgumentException("a stack of %d networks cannot be shared out among ensembles of %d heads"
                    .formatted(stack.members(), heads));
        }
        this.stack = stack;
        this.heads = heads;
        members = stack.members() / heads;
        inactive = new boolean[members];
        input = new HeadRows(members, heads, stack.inputs());
        output = new HeadRows(members, heads, stack.outputs());
        predictionInput = new HeadRows(members, heads, stack.inputs());
        prediction = new HeadRows(members, heads, stack.outputs());
        outputGradient = new HeadRows(members, heads, stack.outputs());
        inputGradient = new HeadRows(members, heads, stack.inputs());
        direction = new HeadRows(members, heads, stack.inputs());
    }

    /** K. */
    public int heads() {
        return heads;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public int inputs() {
        return stack.inputs();
    }

    @Override
    public int outputs() {
        return heads * stack.outputs();
    }

    @Override
    public int parameterCount() {
        return heads * stack.parameterCount();
    }

    @Override
    public int[] layerOffsets() {
        int[] one = stack.layerOffsets();
        int layers = one.length - 1;
        int[] all = new int[heads * layers + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = i / layers * stack.parameterCount() + one[i % layers];
        }
        return all;
    }

    @Override
    public float[] parameters() {
        return stack.parameters();
    }

    @Override
    public void parametersChanged() {
        stack.parametersChanged();
    }

    @Override
    public float[] gradients() {
        return stack.gradients();
    }

    @Override
    public void zeroGradients() {
        stack.zeroGradients();
    }

    @Override
    public ParameterUpdates updates(List<? extends OptimizerSpec> optimizers, List<GradientClipping> clippings) {
        return stack.updates(optimizers, clippings);
    }

    @Override
    public float[] forward(float[] in, int batch) {
        requireLength("input", in, batch, inputs());
        rows = batch;
        return output.sideBySide(stack.forward(input.repeated(in, batch, inactive), batch), batch, inactive);
    }

    @Override
    public float[] predict(float[] in, int batch) {
        requireLength("input", in, batch, inputs());
        return prediction.sideBySide(
                stack.predict(predictionInput.repeated(in, batch, inactive), batch), batch, inactive);
    }

    @Override
    public void backward(float[] gradient) {
        requireLength("output gradient", gradient, rows, outputs());
        stack.backward(outputGradient.oneAfterTheOther(gradient, rows, inactive));
    }

    @Override
    public float[] backwardToInput(float[] gradient) {
        requireLength("output gradient", gradient, rows, outputs());
        return inputGradient.summed(
                stack.backwardToInput(outputGradient.oneAfterTheOther(gradient, rows, inactive)), rows, inactive);
    }

    @Override
    public float[] inputGradient(float[] gradient) {
        requireLength("output gradient", gradient, rows, outputs());
        return inputGradient.summed(
                stack.inputGradient(outputGradient.oneAfterTheOther(gradient, rows, inactive)), rows, inactive);
    }

    @Override
    public void directionalBackward(float[] along, float[] outputWeights) {
        requireLength("direction", along, rows, inputs());
        requireLength("output weights", outputWeights, rows, outputs());
        stack.directionalBackward(
                direction.repeated(along, rows, inactive),
                outputGradient.oneAfterTheOther(outputWeights, rows, inactive));
    }

    private void requireLength(String what, float[] array, int batch, int width) {
        long expected = (long) members * batch * width;
        if (batch < 1 || array.length != expected) {
            throw new IllegalArgumentException("%s has %d elements, but [members=%d, batch=%d, %d] needs %d"
                    .formatted(what, array.length, members, batch, width, expected));
        }
    }

    @Override
    public int hiddenLayers() {
        return heads * stack.hiddenLayers();
    }

    @Override
    public Hidden hidden(int member, int layer) {
        return stack.hidden(member * heads + layer / stack.hiddenLayers(), layer % stack.hiddenLayers());
    }

    @Override
    public void deactivate(int member) {
        inactive[member] = true;
        for (int k = 0; k < heads; k++) {
            stack.deactivate(member * heads + k);
        }
    }

    /** The first head draws from the stream itself, every other one from a stream that the given one seeds. */
    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        stack.initialize(member * heads, initializer, random);
        for (int k = 1; k < heads; k++) {
            stack.initialize(member * heads + k, initializer, RandomStream.named(random.nextLong(), "head-" + (k + 1)));
        }
    }

    @Override
    public void follow(Network source, double rate) {
        stack.follow(((EnsembleNetwork) source).stack, rate);
    }

    /** A single head is saved as a network that is no ensemble. */
    @Override
    public void save(int member, StateWriter to) {
        for (int k = 0; k < heads; k++) {
            stack.save(member * heads + k, heads == 1 ? to : to.under("head-" + (k + 1)));
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        for (int k = 0; k < heads; k++) {
            stack.restore(member * heads + k, heads == 1 ? from : from.under("head-" + (k + 1)));
        }
    }

    /** Writes several heads to files of their own: {@code critic-1.zip} and {@code critic-2.zip} for {@code critic.zip}. */
    @Override
    public void save(int member, Path file) {
        if (heads == 1) {
            stack.save(member, file);
            return;
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
        for (int k = 0; k < heads; k++) {
            String own = name.substring(0, dot) + "-" + (k + 1) + name.substring(dot);
            stack.save(member * heads + k, file.resolveSibling(own));
        }
    }

    @Override
    public void close() {
        stack.close();
        Arrays.fill(inactive, true);
    }
}
