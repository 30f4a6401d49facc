package keel.training.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;

/**
 * A dense network as stages, and where it keeps its parameters: stage by stage. A weight stage is one row-major matrix
 * {@code [in + 1, out]} whose last row is the bias: with the bias as a weight of a constant input 1, one matrix product computes
 * a layer, and one computes its gradient. A normalising stage has its gains, then its biases.
 */
public final class MlpLayout {
    private final NetworkShape shape;
    private final List<MlpStage> stages;
    private final int parameterCount;

    /**
     * Lays a network out.
     *
     * @throws InvalidConfigException if it has layers that are not dense, or more parameters than an array holds
     */
    public MlpLayout(NetworkShape shape) {
        this.shape = shape;
        stages = List.copyOf(stages(shape));
        MlpStage last = stages.get(stages.size() - 1);
        long count = last.offset() + last.size();
        InvalidConfigException.require(
                count <= Integer.MAX_VALUE,
                "a network of %d inputs, layers of %s and %d outputs has %d parameters, more than an array holds (%d). Use smaller layers."
                        .formatted(
                                shape.inputs(),
                                stages.stream().map(MlpStage::out).toList(),
                                shape.outputs(),
                                count,
                                Integer.MAX_VALUE));
        parameterCount = (int) count;
    }

    /** A network of these sizes. */
    MlpLayout(int inputs, NetworkSpec spec, int outputs) {
        this(new NetworkShape(inputs, spec, outputs));
    }

    private static List<MlpStage> stages(NetworkShape shape) {
        List<MlpStage> stages = new ArrayList<>();
        int width = shape.inputs();
        long offset = 0;
        List<LayerSpec> layers = shape.layers();
        for (int l = 0; l < layers.size(); l++) {
            LayerSpec layer = layers.get(l);
            int last = stages.size() - 1;
            if (layer instanceof LayerSpec.Dropout dropout
                    && last >= 0
                    && !stages.get(last).drops()) {
                stages.set(last, stages.get(last).dropping(dropout));
            } else {
                MlpStage stage = stage(l, layer, width, offset);
                stages.add(stage);
                width = stage.out();
                offset += stage.size();
            }
        }
        return stages;
    }

    private static MlpStage stage(int l, LayerSpec layer, int in, long offset) {
        if (layer instanceof LayerSpec.Dense dense) {
            return MlpStage.linear(in, dense, offset);
        }
        if (layer instanceof LayerSpec.LayerNorm norm) {
            return MlpStage.norm(in, norm, offset);
        }
        throw new InvalidConfigException(
                "engine stacked runs dense and layer-norm layers, and dropout behind one of them, but layer %d is %s. Use engine: dl4j, which trains one run at a time."
                        .formatted(l + 1, layer.type()));
    }

    /** What is laid out. */
    public NetworkShape shape() {
        return shape;
    }

    /** The network without its sizes. */
    public NetworkSpec spec() {
        return shape.spec();
    }

    /** Numbers of an input row. */
    public int inputs() {
        return shape.inputs();
    }

    /** Numbers of an output row. */
    public int outputs() {
        return shape.outputs();
    }

    /** Number of stages. */
    public int layers() {
        return stages.size();
    }

    /** Stage l. */
    public MlpStage stage(int l) {
        return stages.get(l);
    }

    /** Width of activation l: 0 is the input, {@link #layers()} the output. */
    public int width(int l) {
        return l == 0 ? inputs() : stages.get(l - 1).out();
    }

    /** Index of stage l's first parameter (0-based). */
    public int offset(int l) {
        return l == stages.size() ? parameterCount : (int) stages.get(l).offset();
    }

    /** Parameters of stage l. */
    int size(int l) {
        return (int) stages.get(l).size();
    }

    /** Whether the last layer's biases count and learn. */
    public boolean outputBias() {
        return !(spec().output() instanceof OutputSpec.Linear linear) || linear.bias();
    }

    /** All parameters of one member. */
    public int parameterCount() {
        return parameterCount;
    }

    /** Whether training passes drop numbers. */
    public boolean drops() {
        return stages.stream().anyMatch(MlpStage::drops);
    }

    /** Starts of weight stages and the total; a normalising stage belongs to the weights before it. */
    public int[] weightOffsets() {
        List<Integer> offsets = new ArrayList<>(List.of(0));
        for (int l = 1; l < stages.size(); l++) {
            if (stages.get(l).linear()) {
                offsets.add(offset(l));
            }
        }
        offsets.add(parameterCount);
        return offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Which activations the weights after the first read: the outputs of hidden layers. */
    public List<Integer> hiddenActivations() {
        List<Integer> hidden = new ArrayList<>();
        for (int l = 1; l < stages.size(); l++) {
            if (stages.get(l).linear()) {
                hidden.add(l);
            }
        }
        return hidden;
    }

    /**
     * Draws one member's parameters.
     *
     * @param parameters of the member, from {@code first} on
     * @param initializer for a network whose specification names none
     */
    public void initialize(float[] parameters, int first, Initializer initializer, RandomStream random) {
        Initializer own = spec().initializer().orElse(initializer);
        for (int l = 0; l < layers(); l++) {
            MlpStage stage = stage(l);
            int offset = first + offset(l);
            if (stage.linear()) {
                own.fill(parameters, offset, stage.in(), stage.out(), l == layers() - 1, random);
                if (l == layers() - 1 && !outputBias()) {
                    Arrays.fill(parameters, offset + stage.in() * stage.out(), offset + (int) stage.size(), 0f);
                }
            } else {
                Arrays.fill(parameters, offset, offset + stage.out(), 1f);
                Arrays.fill(parameters, offset + stage.out(), offset + 2 * stage.out(), 0f);
            }
        }
    }

    /**
     * Writes one member as a DL4J {@code MultiLayerNetwork} zip.
     *
     * @param computing its parameters, spectral norm folded into the weights
     */
    public void save(float[] computing, Path file) {
        Dl4jFiles.save(shape, Dl4jFiles.toDl4j(this, computing), file);
    }
}
