package keel.training.network;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * P dense networks of one shape, trained as one program: weights, layer norm, spectral norm, dropout.
 *
 * <p>Parameters and everything element by element live in {@code float[]}, where the JIT vectorises; only matrix products
 * happen in native memory ({@link NativeMatrix}). Members are computed one after the other, with the same calls in the same
 * order whatever P is: that is why a member of a cohort is bit-identical to the same member alone. Nothing but a batch size
 * that is not among the last few allocates.
 */
public final class StackedMlp extends DenseStack {
    private final MlpLayout layout;
    private final int members;
    private final int count;
    private final boolean[] active;
    private final MlpParameters parameters;
    private final MlpGradients gradients;
    private final DropoutStreams drops;

    private final RecentBuffers<MlpPasses> passes;
    private final RecentBuffers<MlpPrediction> predictions;
    private Optional<MlpPasses> last = Optional.empty();

    /**
     * A stack of P networks, all parameters 0.
     *
     * @throws keel.training.InvalidConfigException if the network has layers that are not dense
     */
    public StackedMlp(NetworkShape shape, int members) {
        super(new MlpLayout(shape), members);
        layout = layout();
        this.members = members;
        this.count = layout.parameterCount();
        active = new boolean[members];
        Arrays.fill(active, true);
        parameters = new MlpParameters(layout, members);
        gradients = new MlpGradients(layout, members, parameters);
        drops = new DropoutStreams(layout, members);
        passes = new RecentBuffers<>(batch -> new MlpPasses(layout, members, batch, parameters, gradients));
        predictions = new RecentBuffers<>(batch -> new MlpPrediction(layout, members, batch, parameters));
    }

    @Override
    public float[] parameters() {
        return parameters.heap;
    }

    @Override
    public void parametersChanged() {
        parameters.changed();
    }

    @Override
    public float[] gradients() {
        requireOpen();
        return gradients.heap();
    }

    @Override
    public void zeroGradients() {
        gradients.zero();
    }

    @Override
    public float[] forward(float[] input, int batch) {
        requireReady("input", input, batch, inputs());
        drops.requireAll(active);
        MlpPasses pass = passes.get(batch);
        last = Optional.of(pass);
        parameters.upload();
        for (int p = 0; p < members; p++) {
            if (active[p]) {
                parameters.iterate(p);
                pass.forward(p, input, drops.of(p));
            }
        }
        return pass.output;
    }

    @Override
    public float[] predict(float[] input, int batch) {
        requireReady("input", input, batch, inputs());
        upload();
        MlpPrediction prediction = predictions.get(batch);
        for (int p = 0; p < members; p++) {
            if (active[p]) {
                prediction.run(p, input);
            }
        }
        return prediction.output;
    }

    /** Lets parameters that were written compute, after which backward passes would mix old and new. */
    private void upload() {
        if (parameters.stale()) {
            last = Optional.empty();
            parameters.upload();
        }
    }

    private void requireReady(String what, float[] array, int batch, int width) {
        requireOpen();
        requireLength(what, array, batch, width);
        NativeMatrix.holdToOneThread();
    }

    @Override
    public void backward(float[] outputGradient) {
        backward(outputGradient, true, false);
    }

    @Override
    public float[] backwardToInput(float[] outputGradient) {
        return backward(outputGradient, true, true);
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        return backward(outputGradient, false, true);
    }

    private float[] backward(float[] outputGradient, boolean counts, boolean toInput) {
        MlpPasses pass = lastPasses();
        requireLength("output gradient", outputGradient, pass.rows, outputs());
        for (int p = 0; p < members; p++) {
            if (active[p]) {
                pass.backward(p, outputGradient, counts, toInput);
            }
        }
        return pass.inputGradient;
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        MlpPasses pass = lastPasses();
        requireLength("direction", direction, pass.rows, inputs());
        requireLength("output weights", outputWeights, pass.rows, outputs());
        for (int p = 0; p < members; p++) {
            if (active[p]) {
                pass.directionalBackward(p, direction, outputWeights);
            }
        }
    }

    private MlpPasses lastPasses() {
        requireOpen();
        return last.orElseThrow(() -> new IllegalStateException(
                "a backward pass needs a forward pass before it, with the parameters of now if predict came between"));
    }

    @Override
    public Hidden hidden(int member, int layer) {
        Rows values = lastPasses()
                .activations(member)
                .values[layout.hiddenActivations().get(layer)];
        return new Hidden(values.heap, 0, values.rows, values.width, values.stride);
    }

    @Override
    public void deactivate(int member) {
        active[member] = false;
    }

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        layout.initialize(parameters.heap, member * count, initializer, random);
        parameters.initializeNorms(member, random);
        drops.keep(member, random);
        parametersChanged();
    }

    @Override
    public void follow(Network source, double rate) {
        StackedMlp from = (StackedMlp) source;
        Following.move(parameters.heap, from.parameters.heap, rate);
        parameters.copyNorms(from.parameters);
        parametersChanged();
        last = Optional.empty();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("parameters", parameters.heap, member * count, (member + 1) * count);
        List<SpectralNorm> norms = parameters.spectralNorms(member);
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).save(to.under("spectral-norm-" + k));
        }
        drops.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("parameters", parameters.heap, member * count, (member + 1) * count);
        List<SpectralNorm> norms = parameters.spectralNorms(member);
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).restore(from.under("spectral-norm-" + k));
        }
        drops.restore(member, from);
        parametersChanged();
        last = Optional.empty();
    }

    /** Spectral norm is folded into the weights. */
    @Override
    public void save(int member, Path file) {
        requireOpen();
        upload();
        layout.save(parameters.computing(member), file);
    }

    /** Native memory that was freed must not be touched: the JVM would crash or, worse, go on with other numbers. */
    @Override
    protected void release() {
        passes.close();
        predictions.close();
        last = Optional.empty();
        parameters.close();
        gradients.close();
    }
}
