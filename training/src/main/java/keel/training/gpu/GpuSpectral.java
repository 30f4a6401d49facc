package keel.training.gpu;

import java.util.ArrayList;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;
import keel.training.network.SpectralNorm;
import keel.training.random.RandomStream;

/** Spectral norm of the members of a network on a device: singular vectors, and divided weights. */
final class GpuSpectral implements AutoCloseable {
    private static final int FIELDS = 5;

    private final MlpLayout layout;
    private final int members;
    private final List<Integer> stages = new ArrayList<>();
    private final int each;
    private final GpuBuffer table;
    private final GpuBuffer vectors;
    private final GpuBuffer sigmas;
    private final GpuBuffer computing;
    private final GpuBuffer fresh;
    private final GpuKernel iterate;
    private final GpuKernel divide;
    private final GpuKernel correct;
    private final GpuKernel add;

    GpuSpectral(GpuDevice device, MlpLayout layout, int members) {
        this.layout = layout;
        this.members = members;
        for (int l = 0; l < layout.layers(); l++) {
            if (layout.stage(l).spectral()) {
                stages.add(l);
            }
        }
        int[] fields = new int[stages.size() * FIELDS];
        int next = 0;
        for (int k = 0; k < stages.size(); k++) {
            MlpStage stage = layout.stage(stages.get(k));
            fields[k * FIELDS] = layout.offset(stages.get(k));
            fields[k * FIELDS + 1] = stage.in();
            fields[k * FIELDS + 2] = stage.out();
            fields[k * FIELDS + 3] = next;
            fields[k * FIELDS + 4] = next + stage.out();
            next += stage.in() + stage.out();
        }
        each = next;
        long parameters = (long) members * layout.parameterCount();
        table = device.allocate((long) fields.length * Integer.BYTES);
        table.put(fields);
        vectors = device.allocate((long) members * each * Double.BYTES);
        sigmas = device.allocate((long) members * stages.size() * Double.BYTES);
        computing = device.zeros(parameters);
        fresh = device.zeros(parameters);
        iterate = device.kernel("updates.cl", "", "spectral_iterate");
        divide = device.kernel("updates.cl", "", "spectral_divide");
        correct = device.kernel("updates.cl", "", "spectral_correct");
        add = device.kernel("updates.cl", "", "add");
        for (int p = 0; p < members; p++) {
            put(p, norms());
        }
    }

    /** Whether a network needs this. */
    static boolean needed(MlpLayout layout) {
        for (int l = 0; l < layout.layers(); l++) {
            if (layout.stage(l).spectral()) {
                return true;
            }
        }
        return false;
    }

    /** Parameters as they compute. */
    GpuBuffer computing() {
        return computing;
    }

    /** Where passes put gradients by {@link #computing}. */
    GpuBuffer fresh() {
        return fresh;
    }

    private GpuKernel to(GpuKernel kernel, GpuBuffer numbers, MemberList which) {
        return kernel.withSums()
                .with(numbers)
                .with((long) layout.parameterCount())
                .with(which.buffer())
                .with(table)
                .with(stages.size())
                .with(vectors)
                .with(each);
    }

    private long groups(MemberList which) {
        return (long) which.size() * stages.size();
    }

    /** One step of power iteration. */
    void iterate(GpuBuffer parameters, MemberList which) {
        to(iterate, parameters, which).run(groups(which));
    }

    /** Makes {@link #computing} of parameters; those that are not divided must be there already. */
    void divide(GpuBuffer parameters, MemberList which) {
        to(divide, parameters, which).with(sigmas).with(computing).run(groups(which));
    }

    /** Turns {@link #fresh} into gradients by parameters, and has them or their sum with what is there in {@code gradients}. */
    void collect(GpuBuffer gradients, boolean adds, MemberList which) {
        to(correct, fresh, which).with(sigmas).with(computing).run(groups(which));
        if (adds) {
            int blocks = GpuKernel.blocks(layout.parameterCount());
            add.with(fresh)
                    .with(gradients)
                    .with((long) layout.parameterCount())
                    .with(which.buffer())
                    .with(blocks)
                    .run((long) blocks * which.size());
        } else {
            gradients.copy(fresh, fresh.bytes());
        }
    }

    private List<SpectralNorm> norms() {
        return stages.stream()
                .map(layout::stage)
                .map(stage -> new SpectralNorm(stage.in(), stage.out(), stage.out(), 1))
                .toList();
    }

    /** Writes one member's vectors: of every divided matrix u, then v. */
    private void put(int member, List<SpectralNorm> norms) {
        double[] own = new double[each];
        int at = 0;
        for (SpectralNorm norm : norms) {
            System.arraycopy(norm.u(), 0, own, at, norm.u().length);
            System.arraycopy(norm.v(), 0, own, at + norm.u().length, norm.v().length);
            at += norm.u().length + norm.v().length;
        }
        vectors.put((long) member * each, own);
    }

    /** Fresh singular vectors for one member, whose parameters these are. */
    void initialize(int member, float[] parameters, RandomStream random) {
        List<SpectralNorm> norms = norms();
        for (int k = 0; k < norms.size(); k++) {
            int offset = member * layout.parameterCount() + layout.offset(stages.get(k));
            norms.get(k).initialize(parameters, offset, random);
        }
        put(member, norms);
    }

    /** Takes over the vectors of every member. */
    void copy(GpuSpectral from) {
        vectors.copy(from.vectors, vectors.bytes());
    }

    void save(int member, StateWriter to) {
        double[] own = new double[each];
        vectors.get((long) member * each, own);
        List<SpectralNorm> norms = norms();
        int at = 0;
        for (int k = 0; k < norms.size(); k++) {
            SpectralNorm norm = norms.get(k);
            System.arraycopy(own, at, norm.u(), 0, norm.u().length);
            System.arraycopy(own, at + norm.u().length, norm.v(), 0, norm.v().length);
            at += norm.u().length + norm.v().length;
            norm.save(to.under("spectral-norm-" + k));
        }
    }

    void restore(int member, StateReader from) {
        List<SpectralNorm> norms = norms();
        for (int k = 0; k < norms.size(); k++) {
            norms.get(k).restore(from.under("spectral-norm-" + k));
        }
        put(member, norms);
    }

    @Override
    public void close() {
        for (GpuBuffer buffer : List.of(table, vectors, sigmas, computing, fresh)) {
            buffer.close();
        }
        for (GpuKernel kernel : List.of(iterate, divide, correct, add)) {
            kernel.close();
        }
    }

    @Override
    public String toString() {
        return "%d divided matrices of %d members".formatted(stages.size(), members);
    }
}
