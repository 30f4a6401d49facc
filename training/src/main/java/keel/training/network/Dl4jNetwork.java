package keel.training.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One member whose function is a DL4J {@link MultiLayerNetwork} without a loss layer: every {@link LayerSpec}.
 *
 * <p>Parameters are in DL4J's own order, without the running statistics of batch norm. Penalty products are central differences
 * of two extra backward passes, because ND4J has no second derivatives.
 */
public final class Dl4jNetwork implements Network {
    /** Largest change of an input in a central difference, relative to the largest input: rounding and kinks balance there. */
    private static final float DIFFERENCE = 1e-3f;

    private final NetworkShape shape;
    private final MultiLayerNetwork network;
    private final Dl4jState state;
    private final List<StreamDropout> dropouts = new ArrayList<>();
    private final List<Integer> hiddenAt;
    private final float[] gradients;
    private Optional<RandomStream> dropoutStream = Optional.empty();
    private float[] lastInput = {};
    /** 0 without a forward pass to refer to. */
    private int lastBatch;

    private List<INDArray> lastActivations = List.of();
    private boolean activationsStale = true;

    /**
     * A network of this shape, all parameters 0.
     *
     * @throws keel.training.InvalidConfigException if this build of DL4J cannot compute on this machine
     */
    public Dl4jNetwork(NetworkShape shape) {
        // On a GPU, DL4J's own convolutions are there, and ours are not.
        this(shape, !Dl4jBackend.current().cuda());
    }

    /** With convolutions of ours, on the processor, if {@code fast}, and of DL4J otherwise. */
    Dl4jNetwork(NetworkShape shape, boolean fast) {
        Dl4jBackend.require();
        this.shape = shape;
        var configuration = new Dl4jConfiguration(shape, DataType.FLOAT, this::dropout, fast);
        network = new MultiLayerNetwork(configuration.build());
        network.init();
        state = new Dl4jState(new Dl4jParameters(configuration, network), network);
        gradients = new float[state.parameters.length];
        hiddenAt = configuration.hiddenActivations();
    }

    private StreamDropout dropout(double rate) {
        StreamDropout dropout = new StreamDropout(
                rate,
                () -> dropoutStream.orElseThrow(
                        () -> new IllegalStateException(
                                "member 0 has no random stream for its dropout masks; initialize or restore it before training")));
        dropouts.add(dropout);
        return dropout;
    }

    @Override
    public int members() {
        return 1;
    }

    @Override
    public int inputs() {
        return shape.inputs();
    }

    @Override
    public int outputs() {
        return shape.outputs();
    }

    @Override
    public int parameterCount() {
        return state.parameters.length;
    }

    @Override
    public int[] layerOffsets() {
        return state.map.layerOffsets();
    }

    @Override
    public float[] parameters() {
        return state.parameters;
    }

    @Override
    public void parametersChanged() {
        state.changed();
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
        requireLength("input", input, batch, inputs());
        lastInput = input.clone();
        lastBatch = batch;
        dropouts.forEach(StreamDropout::forget);
        state.iterate();
        state.upload();
        lastActivations = evaluate(lastInput, batch, true);
        activationsStale = false;
        state.moveStatistics(lastActivations);
        return rows(lastActivations.get(lastActivations.size() - 1));
    }

    @Override
    public float[] predict(float[] input, int batch) {
        requireLength("input", input, batch, inputs());
        show();
        activationsStale = true;
        List<INDArray> activations = evaluate(input, batch, false);
        return rows(activations.get(activations.size() - 1));
    }

    /** Lets DL4J see parameters that were written, after which backward passes would mix old and new. */
    private void show() {
        if (state.written()) {
            lastBatch = 0;
        }
        state.upload();
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
            throw new IllegalStateException(
                    "a backward pass needs a forward pass before it, with the parameters of now if predict came between");
        }
    }

    private List<INDArray> evaluate(float[] input, int batch, boolean training) {
        network.setInput(array(input, batch, shape.features().get(0)));
        return network.feedForward(training, false);
    }

    /** Rows as DL4J wants them: flat, or sequences with their steps last. */
    static INDArray array(float[] rows, int batch, FeatureShape shape) {
        return shape instanceof FeatureShape.Sequence s
                ? Dl4jFloats.array(rows, batch, s.steps(), s.features())
                        .permute(0, 2, 1)
                        .dup('c')
                : Dl4jFloats.array(rows, batch, shape.size());
    }

    /** The gradient by the output, in the shape in which DL4J gave the output. */
    private INDArray outputArray(float[] rows) {
        List<FeatureShape> features = shape.features();
        FeatureShape output = features.get(features.size() - 1);
        INDArray array = array(rows, lastBatch, output);
        return output instanceof FeatureShape.Image image && !shape.endsWithReshape()
                ? array.reshape(lastBatch, image.channels(), image.height(), image.width())
                : array;
    }

    /** DL4J returns arrays in any order, sequences with their steps last. */
    static float[] rows(INDArray array) {
        return Dl4jFloats.of(array.rank() == 3 ? array.permute(0, 2, 1) : array);
    }

    @Override
    public void backward(float[] outputGradient) {
        backward(outputGradient, 1f);
    }

    @Override
    public float[] backwardToInput(float[] outputGradient) {
        return backward(outputGradient, 1f);
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        return backward(outputGradient, 0f);
    }

    /** Adds {@code scale} times the parameter gradients. */
    private float[] backward(float[] outputGradient, float scale) {
        requireForward();
        requireLength("output gradient", outputGradient, lastBatch, outputs());
        if (activationsStale) {
            evaluate(lastInput, lastBatch, true);
        }
        var result = network.backpropGradient(outputArray(outputGradient), LayerWorkspaceMgr.noWorkspaces());
        activationsStale = true;
        if (scale != 0) {
            float[] gradient = state.gradient(Dl4jFloats.of(result.getFirst().gradient()));
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] += scale * gradient[i];
            }
        }
        return rows(result.getSecond());
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        requireForward();
        requireLength("direction", direction, lastBatch, inputs());
        requireLength("output weights", outputWeights, lastBatch, outputs());
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
            evaluate(shifted, lastBatch, true);
            activationsStale = false;
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
    public int hiddenLayers() {
        return hiddenAt.size();
    }

    @Override
    public Hidden hidden(int member, int layer) {
        requireForward();
        float[] values = rows(lastActivations.get(hiddenAt.get(layer)));
        int width = values.length / lastBatch;
        return new Hidden(values, 0, lastBatch, width, width);
    }

    @Override
    public void deactivate(int member) {}

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        new Dl4jInitialization(shape, shape.spec().initializer().orElse(initializer), random).fill(state.parameters);
        state.initialize(random);
        if (!dropouts.isEmpty()) {
            dropoutStream = Optional.of(random);
        }
    }

    @Override
    public void follow(Network source, double rate) {
        Dl4jNetwork from = (Dl4jNetwork) source;
        Following.move(state.parameters, from.state.parameters, rate);
        state.copyRest(from.state);
        lastBatch = 0;
    }

    @Override
    public void save(int member, StateWriter to) {
        state.save(to);
        dropoutStream.ifPresent(random -> to.put("dropout", random.state()));
    }

    @Override
    public void restore(int member, StateReader from) {
        state.restore(from);
        if (from.has("dropout")) {
            dropoutStream = Optional.of(RandomStream.of(from.longs("dropout", RandomStream.STATE_LENGTH)));
        }
        lastBatch = 0;
    }

    /** Spectral norm is folded into the weights. */
    @Override
    public void save(int member, Path file) {
        show();
        Dl4jFiles.save(shape, state.computing(), file);
    }

    @Override
    public void close() {
        network.close();
    }
}
