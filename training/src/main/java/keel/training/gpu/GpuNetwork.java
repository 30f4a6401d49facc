package keel.training.gpu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.DenseStack;
import keel.training.network.DropoutStreams;
import keel.training.network.Hidden;
import keel.training.network.Initializer;
import keel.training.network.KeptArrays;
import keel.training.network.MlpLayout;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.RecentBuffers;
import keel.training.network.RowTable;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.ParameterUpdates;
import keel.training.random.RandomStream;

/**
 * P dense networks of one shape on a {@link GpuDevice}: what {@link keel.training.network.StackedMlp} is on the processor.
 *
 * <p>Parameters, gradients and optimisers stay on the device; {@link #parameters} and {@link #gradients} fetch them, and what is
 * written to parameters goes there with {@link #parametersChanged}. What is written to the array of gradients reaches nobody.
 *
 * <p>Every number is one chain of sums in a fixed order, so that a member has the same bytes alone and among others, and twice
 * the same on one device; another device or driver may compute other last bits.
 */
public final class GpuNetwork extends DenseStack {
    private final GpuDevice device;
    private final MlpLayout layout;
    private final int members;
    private final int count;
    private final boolean[] active;
    private final MemberList actives;
    private final GpuParameters parameters;
    private final GpuPass forward;
    private final GpuPass backward;
    private final GpuKernel backwardBegin;
    private final GpuPass.Form form;
    private final DropoutStreams drops;
    private final GpuDropout dropout;
    private final RecentBuffers<GpuArena> trainings;
    private final RecentBuffers<GpuArena> predictions;

    private Optional<GpuDirectional> directional = Optional.empty();
    private Optional<GpuArena> last = Optional.empty();
    /** Hidden layers of the last pass that somebody has asked for, by layer. */
    private final List<Optional<float[]>> hidden;
    /** To be closed with this. */
    private final List<GpuUpdates> updates = new ArrayList<>();

    private final KeptArrays outputs = new KeptArrays();
    private final KeptArrays predicted = new KeptArrays();
    private final KeptArrays inputGradients = new KeptArrays();

    /**
     * A stack of P networks, all parameters 0.
     *
     * @throws keel.training.InvalidConfigException if the network has layers that are not dense
     */
    GpuNetwork(GpuDevice device, NetworkShape shape, int members) {
        this(device, new MlpLayout(shape), members, GpuPass.Form.EITHER);
    }

    GpuNetwork(GpuDevice device, MlpLayout layout, int members, GpuPass.Form form) {
        super(layout, members);
        this.device = device;
        this.layout = layout;
        this.members = members;
        this.form = form;
        count = layout.parameterCount();
        active = new boolean[members];
        Arrays.fill(active, true);
        actives = new MemberList(device, members);
        actives.set(active);
        parameters = new GpuParameters(device, layout, members);
        forward = new GpuPass(device, layout, "forward", false, false, form);
        backward = new GpuPass(device, layout, "backward", true, true, form);
        backwardBegin = GpuPass.kernel(device, "backward_begin");
        drops = new DropoutStreams(layout, members);
        dropout = new GpuDropout(layout, drops);
        hidden = new ArrayList<>(Collections.nCopies(hiddenLayers(), Optional.empty()));
        trainings = arenas(StageTable.Use.TRAINING);
        predictions = arenas(StageTable.Use.PREDICTION);
    }

    private RecentBuffers<GpuArena> arenas(StageTable.Use use) {
        return new RecentBuffers<>(rows -> new GpuArena(device, layout, members, rows, use));
    }

    @Override
    public float[] parameters() {
        requireOpen();
        return parameters.heap();
    }

    @Override
    public void parametersChanged() {
        parameters.heapChanged();
    }

    @Override
    public float[] gradients() {
        requireOpen();
        return parameters.gradientHeap();
    }

    @Override
    public void zeroGradients() {
        parameters.zeroGradients();
    }

    @Override
    public ParameterUpdates updates(List<? extends OptimizerSpec> optimizers, List<GradientClipping> clippings) {
        GpuUpdates made = new GpuUpdates(device, parameters, optimizers, clippings);
        updates.add(made);
        return made;
    }

    private GpuPass.Arguments arguments(GpuArena arena) {
        return new GpuPass.Arguments(arena, parameters.computing(), parameters.passGradients(), count, actives);
    }

    @Override
    public float[] forward(float[] input, int batch) {
        requireReady("input", input, batch, inputs());
        return forward(batch, arena -> arena.memory().put(arena.places().values(0), input, 0, input.length));
    }

    /** Only which rows are chosen goes to the device, and the rows themselves once after they have changed. */
    @Override
    public float[] forward(RowTable table) {
        if (!(table instanceof GpuRowTable own && own.isOn(device)) || table.members() != members) {
            return super.forward(table);
        }
        requireOpen();
        if (table.width() != inputs() || table.batch() < 1) {
            throw new IllegalArgumentException(
                    "a table of rows of %d, %d of them chosen, cannot feed a network of %d inputs"
                            .formatted(table.width(), table.batch(), inputs()));
        }
        return forward(table.batch(), arena -> own.gather(arena, actives));
    }

    private float[] forward(int batch, Consumer<GpuArena> giveInput) {
        drops.requireAll(active);
        GpuArena arena = trainings.get(batch);
        last = Optional.of(arena);
        Collections.fill(hidden, Optional.empty());
        parameters.upload(actives);
        parameters.iterate(actives);
        parameters.used();
        giveInput.accept(arena);
        dropout.draw(arena, active);
        forward.run(arguments(arena), layout.layers(), GpuFlags.DROPPING);
        float[] output = outputs.of(Math.multiplyExact(members, batch * outputs()));
        arena.memory().get(arena.places().values(layout.layers()), output);
        return output;
    }

    @Override
    public float[] predict(float[] input, int batch) {
        requireReady("input", input, batch, inputs());
        parameters.upload(actives);
        if (parameters.changedSinceUse()) {
            last = Optional.empty();
        }
        GpuArena arena = predictions.get(batch);
        arena.memory().put(arena.places().values(0), input, 0, input.length);
        forward.run(arguments(arena), layout.layers(), 0);
        float[] prediction = predicted.of(Math.multiplyExact(members, batch * outputs()));
        arena.memory().get(arena.places().values(layout.layers()), prediction);
        return prediction;
    }

    @Override
    public void backward(float[] outputGradient) {
        pass(outputGradient, GpuFlags.COUNTS);
    }

    @Override
    public float[] backwardToInput(float[] outputGradient) {
        return inputGradient(pass(outputGradient, GpuFlags.COUNTS | GpuFlags.WANTS_INPUT));
    }

    @Override
    public float[] inputGradient(float[] outputGradient) {
        return inputGradient(pass(outputGradient, GpuFlags.WANTS_INPUT));
    }

    private float[] inputGradient(GpuArena arena) {
        float[] inputGradient = inputGradients.of(Math.multiplyExact(members, arena.batch() * inputs()));
        arena.memory().get(arena.places().deltas(0), inputGradient);
        return inputGradient;
    }

    private GpuArena pass(float[] outputGradient, int wanted) {
        GpuArena arena = lastArena();
        requireLength("output gradient", outputGradient, arena.batch(), outputs());
        boolean counts = (wanted & GpuFlags.COUNTS) != 0;
        int flags = wanted | GpuFlags.DROPPING | (counts ? parameters.beginGradients() : 0);
        GpuPass.Arguments given = arguments(arena);
        arena.memory().put(arena.places().deltas(layout.layers()), outputGradient, 0, outputGradient.length);
        backward.throughOutput(backwardBegin, given, flags);
        backward.run(given, layout.layers(), flags);
        if (counts) {
            parameters.endGradients(actives);
        }
        return arena;
    }

    @Override
    public void directionalBackward(float[] direction, float[] outputWeights) {
        GpuArena arena = lastArena();
        requireLength("direction", direction, arena.batch(), inputs());
        requireLength("output weights", outputWeights, arena.batch(), outputs());
        if (directional.isEmpty()) {
            directional = Optional.of(new GpuDirectional(device, layout, form));
        }
        arena.widen();
        int flags = parameters.beginGradients() | GpuFlags.COUNTS | GpuFlags.DROPPING;
        directional.get().run(arguments(arena), direction, outputWeights, flags);
        parameters.endGradients(actives);
    }

    private GpuArena lastArena() {
        requireOpen();
        if (parameters.changedSinceUse()) {
            last = Optional.empty();
        }
        return last.orElseThrow(() -> new IllegalStateException(
                "a backward pass needs a forward pass before it, with the parameters of now"));
    }

    private void requireReady(String what, float[] array, int batch, int width) {
        requireOpen();
        requireLength(what, array, batch, width);
    }

    @Override
    public Hidden hidden(int member, int layer) {
        requireOpen();
        GpuArena arena = last.orElseThrow(
                () -> new IllegalStateException("hidden layers are those of a forward pass, and there was none"));
        int l = layout.hiddenActivations().get(layer);
        int width = layout.width(l);
        int rows = arena.batch();
        if (hidden.get(layer).isEmpty()) {
            float[] values = new float[Math.multiplyExact(members, rows * width)];
            arena.memory().get(arena.places().values(l), values);
            hidden.set(layer, Optional.of(values));
        }
        return new Hidden(hidden.get(layer).get(), member * rows * width, rows, width, width);
    }

    @Override
    public void deactivate(int member) {
        active[member] = false;
        actives.set(active);
    }

    @Override
    public void initialize(int member, Initializer initializer, RandomStream random) {
        layout.initialize(parameters(), member * count, initializer, random);
        parameters.initializeNorms(member, random);
        drops.keep(member, random);
        parametersChanged();
    }

    @Override
    public void follow(Network source, double rate) {
        requireOpen();
        parameters.follow(((GpuNetwork) source).parameters, rate);
        last = Optional.empty();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("parameters", parameters(), member * count, (member + 1) * count);
        parameters.saveNorms(member, to);
        drops.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("parameters", parameters(), member * count, (member + 1) * count);
        parameters.restoreNorms(member, from);
        drops.restore(member, from);
        parametersChanged();
        last = Optional.empty();
    }

    /** Spectral norm is folded into the weights. */
    @Override
    public void save(int member, Path file) {
        requireOpen();
        try (MemberList one = new MemberList(device, 1)) {
            layout.save(parameters.computing(member, actives, one), file);
        }
    }

    @Override
    protected void release() {
        last = Optional.empty();
        trainings.close();
        predictions.close();
        directional.ifPresent(GpuDirectional::close);
        forward.close();
        backward.close();
        backwardBegin.close();
        updates.forEach(GpuUpdates::close);
        parameters.close();
        actives.close();
    }
}
