package keel.training.network;

import java.nio.file.Path;
import java.util.Arrays;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One member whose function is a DL4J {@link MultiLayerNetwork} from {@code [B,in]} to {@code [B,out]} without a loss layer.
 *
 * <p>Parameters are in DL4J's own order. Penalty products are central differences of two extra backward passes, because ND4J
 * has no second derivatives.
 */
public final class Dl4jNetwork implements Network {
    /** Largest change of an input in a central difference, relative to the largest input: rounding and kinks balance there. */
    private static final float DIFFERENCE = 1e-3f;

    private final MultiLayerNetwork network;
    private final int inputs;
    private final int outputs;
    private final MlpLayout layout;
    private final float[] parameters;
    private final float[] gradients;
    private boolean parametersStale;
    private float[] lastInput = {};
    private int lastBatch;
    private boolean activationsStale = true;

    /** A dense network of this layout, all parameters 0. */
    public Dl4jNetwork(MlpLayout layout) {
        this.layout = layout;
        network = Dl4jMlp.network(layout, new float[layout.parameterCount()], 0);
        inputs = layout.inputs();
        outputs = layout.outputs();
        parameters = network.params().toFloatVector();
        gradients = new float[parameters.length];
    }

    @Override
    public int members() {
        return 1;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public int parameterCount() {
        return parameters.length;
    }

    @Override
    public float[] parameters() {
        return parameters;
    }

    @Override
    public void parametersChanged() {
        parametersStale = true;
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
    public float[] forward(float[] input, int batch) {
        requireLength("input", input, batch, inputs);
        lastInput = input.clone();
        lastBatch = batch;
        uploadParameters();
        return rowMajor(evaluate(lastInput));
    }

    private static void requireLength(String what, float[] array, int batch, int width) {
        long expected = (long) batch * width;
        if (batch < 1 || array.length != expected) {
            throw new IllegalArgumentException("%s has %d elements, but [members=1, batch=%d, %d] needs %d"
                    .formatted(what, array.length, batch, width, expected));
        }
    }

    private void requireForward() {
        if (lastBatch == 0) {
            throw new IllegalStateException("a backward pass needs a forward pass before it");
        }
    }

    private INDArray evaluate(float[] input) {
        network.setInput(Nd4j.createFromArray(input).reshape(lastBatch, inputs));
        activationsStale = false;
        var activations = network.feedForward(true, false);
        return activations.get(activations.size() - 1);
    }

    /** DL4J returns matrices column by column or row by row, as it pleases; toFloatVector takes vectors only. */
    private static float[] rowMajor(INDArray matrix) {
        return matrix.dup('c').reshape(matrix.length()).toFloatVector();
    }

    @Override
    public float[] backward(float[] outputGradient) {
        return backward(outputGradient, 1f);
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        return backward(outputGradient, 0f);
    }

    /** Adds {@code scale} times the parameter gradients. */
    private float[] backward(float[] outputGradient, float scale) {
        requireForward();
        requireLength("output gradient", outputGradient, lastBatch, outputs);
        if (activationsStale) {
            evaluate(lastInput);
        }
        INDArray epsilon = Nd4j.createFromArray(outputGradient).reshape(lastBatch, outputs);
        var result = network.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces());
        activationsStale = true;
        if (scale != 0) {
            float[] gradient = result.getFirst().gradient().toFloatVector();
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] += scale * gradient[i];
            }
        }
        return rowMajor(result.getSecond());
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        requireForward();
        requireLength("direction", direction, lastBatch, inputs);
        requireLength("output weights", outputWeights, lastBatch, outputs);
        float largestDirection = largest(direction);
        if (largestDirection == 0) {
            return;
        }
        float step = DIFFERENCE * Math.max(1f, largest(lastInput)) / largestDirection;
        for (int sign = -1; sign <= 1; sign += 2) {
            float[] shifted = lastInput.clone();
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += sign * step * direction[i];
            }
            evaluate(shifted);
            backward(outputWeights, sign / (2 * step));
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Override
    public void deactivate(int member) {}

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        float[] drawn = new float[layout.parameterCount()];
        for (int l = 0; l < layout.layers(); l++) {
            initializer.fill(
                    drawn, layout.offset(l), layout.width(l), layout.width(l + 1), l == layout.layers() - 1, random);
        }
        System.arraycopy(Dl4jMlp.toDl4j(layout, drawn, 0), 0, parameters, 0, parameters.length);
        parametersChanged();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("parameters", parameters, member * parameters.length, (member + 1) * parameters.length);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("parameters", parameters, member * parameters.length, (member + 1) * parameters.length);
        parametersChanged();
    }

    @Override
    public void save(int member, Path file) {
        uploadParameters();
        Dl4jMlp.save(network, file);
    }

    private void uploadParameters() {
        if (parametersStale) {
            network.params().assign(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
            parametersStale = false;
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
