package keel.training.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * P dense networks of one {@link MlpLayout}, trained as one program.
 *
 * <p>Parameters and everything element by element live in {@code float[]}, where the JIT vectorises; only matrix products
 * happen in native memory ({@link NativeMatrix}). Members are computed one after the other, with the same calls in the same
 * order whatever P is: that is why a member of a cohort is bit-identical to the same member alone. Nothing but a batch size
 * not seen before allocates.
 */
public final class StackedMlp implements Network {
    private static final FloatPointer[] NO_GRADIENTS = {};

    private final MlpLayout layout;
    private final int members;
    private final int count;
    private final boolean[] inactive;

    private final float[] parameters;
    private final NativeMatrix nativeParameters;
    private final FloatPointer[][] weights;
    private boolean parametersStale = true;

    private final float[] gradients;
    private final NativeMatrix nativeGradients;
    private final FloatPointer[][] weightGradients;
    /** Members whose native gradients are leftovers, to be overwritten by the next backward pass. */
    private final boolean[] gradientsZero;

    private boolean gradientsStale;

    /** One for every batch size seen. */
    private final List<MlpPasses> passes = new ArrayList<>();

    private Optional<MlpPasses> last = Optional.empty();
    private boolean closed;

    /** A stack of P networks, all parameters 0. */
    public StackedMlp(MlpLayout layout, int members) {
        if (members < 1) {
            throw new IllegalArgumentException("a stack needs at least 1 member but got " + members);
        }
        this.layout = layout;
        this.members = members;
        this.count = layout.parameterCount();
        int total = Math.multiplyExact(members, count);
        inactive = new boolean[members];
        parameters = new float[total];
        nativeParameters = new NativeMatrix(total);
        weights = everyLayer(nativeParameters);
        gradients = new float[total];
        nativeGradients = new NativeMatrix(total);
        weightGradients = everyLayer(nativeGradients);
        gradientsZero = new boolean[members];
        Arrays.fill(gradientsZero, true);
    }

    private FloatPointer[][] everyLayer(NativeMatrix matrix) {
        FloatPointer[][] at = new FloatPointer[members][layout.layers()];
        for (int p = 0; p < members; p++) {
            for (int l = 0; l < layout.layers(); l++) {
                at[p][l] = matrix.at(p * count + layout.offset(l));
            }
        }
        return at;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public int inputs() {
        return layout.inputs();
    }

    @Override
    public int outputs() {
        return layout.outputs();
    }

    @Override
    public int parameterCount() {
        return count;
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
        requireOpen();
        if (gradientsStale) {
            for (int p = 0; p < members; p++) {
                if (gradientsZero[p]) {
                    Arrays.fill(gradients, p * count, (p + 1) * count, 0f);
                } else {
                    nativeGradients.get(p * count, gradients, p * count, count);
                }
            }
            gradientsStale = false;
        }
        return gradients;
    }

    @Override
    public void zeroGradients() {
        Arrays.fill(gradientsZero, true);
        gradientsStale = true;
    }

    @Override
    public float[] forward(float[] input, int batch) {
        requireOpen();
        requireLength("input", input, batch, inputs());
        NativeMatrix.holdToOneThread();
        MlpPasses pass = passes(batch);
        if (parametersStale) {
            nativeParameters.put(0, parameters, 0, parameters.length);
            parametersStale = false;
        }
        for (int p = 0; p < members; p++) {
            if (!inactive[p]) {
                pass.forward(p, weights[p], input);
            }
        }
        return pass.output;
    }

    /** Native memory that was freed must not be touched: the JVM would crash or, worse, go on with other numbers. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this network is closed; create a new one");
        }
    }

    private MlpPasses passes(int batch) {
        if (last.isEmpty() || last.get().rows != batch) {
            last = passes.stream().filter(pass -> pass.rows == batch).findFirst();
            if (last.isEmpty()) {
                last = Optional.of(new MlpPasses(layout, members, batch));
                passes.add(last.get());
            }
        }
        return last.get();
    }

    @Override
    public float[] backward(float[] outputGradient) {
        MlpPasses pass = lastPasses();
        requireLength("output gradient", outputGradient, pass.rows, outputs());
        for (int p = 0; p < members; p++) {
            if (!inactive[p]) {
                pass.backward(p, weights[p], outputGradient, weightGradients[p], gradientScale(p));
            }
        }
        return pass.inputGradient;
    }

    /** 0 overwrites leftovers, 1 adds; from here on the member's gradients count. */
    private float gradientScale(int p) {
        float scale = gradientsZero[p] ? 0f : 1f;
        gradientsZero[p] = false;
        gradientsStale = true;
        return scale;
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        MlpPasses pass = lastPasses();
        requireLength("output gradient", outputGradient, pass.rows, outputs());
        for (int p = 0; p < members; p++) {
            if (!inactive[p]) {
                pass.backward(p, weights[p], outputGradient, NO_GRADIENTS, 0f);
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
            if (!inactive[p]) {
                pass.directionalBackward(p, weights[p], direction, outputWeights, weightGradients[p], gradientScale(p));
            }
        }
    }

    private MlpPasses lastPasses() {
        requireOpen();
        return last.orElseThrow(() -> new IllegalStateException("a backward pass needs a forward pass before it"));
    }

    private void requireLength(String what, float[] array, int batch, int width) {
        long expected = (long) members * batch * width;
        if (batch < 1 || array.length != expected) {
            throw new IllegalArgumentException("%s has %d elements, but [members=%d, batch=%d, %d] needs %d"
                    .formatted(what, array.length, members, batch, width, expected));
        }
    }

    @Override
    public void deactivate(int member) {
        inactive[member] = true;
    }

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        for (int l = 0; l < layout.layers(); l++) {
            initializer.fill(
                    parameters,
                    member * count + layout.offset(l),
                    layout.width(l),
                    layout.width(l + 1),
                    l == layout.layers() - 1,
                    random);
        }
        parametersChanged();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("parameters", parameters, member * count, (member + 1) * count);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("parameters", parameters, member * count, (member + 1) * count);
        parametersChanged();
    }

    @Override
    public void save(int member, Path file) {
        Dl4jMlp.save(layout, Arrays.copyOfRange(parameters, member * count, (member + 1) * count), file);
    }

    @Override
    public void close() {
        closed = true;
        passes.forEach(MlpPasses::close);
        passes.clear();
        last = Optional.empty();
        nativeParameters.close();
        nativeGradients.close();
    }
}
