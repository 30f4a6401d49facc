package keel.training.network;

import java.util.ArrayList;
import java.util.List;
import keel.training.random.RandomStream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Parameters of a {@link StackedMlp}: the ones that are trained on the heap, the ones that compute in native memory. They differ
 * where spectral norm divides.
 */
final class MlpParameters implements AutoCloseable {
    /** As many rows are multiplied on the heap: crossing into native code takes as long as two of 64 by 64 themselves. */
    static final int FEW_ROWS = 1;

    /** {@code [P,n]}. */
    final float[] heap;

    private final MlpLayout layout;
    private final NativeMatrix matrix;
    private final FloatPointer[][] stages;
    /** Of each member, by stage. */
    private final List<List<SpectralStage>> spectral = new ArrayList<>();

    private boolean stale = true;

    /** One divided weight matrix. */
    private record SpectralStage(int stage, SpectralNorm norm, float[] divided) {}

    MlpParameters(MlpLayout layout, int members) {
        this.layout = layout;
        int total = Math.multiplyExact(members, layout.parameterCount());
        heap = new float[total];
        matrix = new NativeMatrix(total);
        stages = pointers(layout, members, matrix);
        for (int p = 0; p < members; p++) {
            List<SpectralStage> norms = new ArrayList<>();
            for (int l = 0; l < layout.layers(); l++) {
                MlpStage stage = layout.stage(l);
                if (stage.spectral()) {
                    norms.add(new SpectralStage(
                            l,
                            new SpectralNorm(stage.in(), stage.out(), stage.out(), 1),
                            new float[stage.in() * stage.out()]));
                }
            }
            spectral.add(norms);
        }
    }

    /** Where each stage of each member starts in such a matrix. */
    static FloatPointer[][] pointers(MlpLayout layout, int members, NativeMatrix matrix) {
        FloatPointer[][] at = new FloatPointer[members][layout.layers()];
        for (int p = 0; p < members; p++) {
            for (int l = 0; l < layout.layers(); l++) {
                at[p][l] = matrix.at(p * layout.parameterCount() + layout.offset(l));
            }
        }
        return at;
    }

    void changed() {
        stale = true;
    }

    boolean stale() {
        return stale;
    }

    /** Native parameters from those on the heap, if these have changed. */
    void upload() {
        if (stale) {
            matrix.put(0, heap, 0, heap.length);
            for (int p = 0; p < spectral.size(); p++) {
                divide(p);
            }
            stale = false;
        }
    }

    /** One step of power iteration for one member, and its weights divided anew; after {@link #upload}. */
    void iterate(int p) {
        List<SpectralStage> norms = spectral.get(p);
        if (!norms.isEmpty()) {
            for (int k = 0; k < norms.size(); k++) {
                norms.get(k).norm.iterate(heap, offset(p, norms.get(k).stage));
            }
            divide(p);
        }
    }

    private void divide(int p) {
        List<SpectralStage> norms = spectral.get(p);
        for (int k = 0; k < norms.size(); k++) {
            SpectralStage s = norms.get(k);
            int at = offset(p, s.stage);
            s.norm.divide(heap, at, s.divided, 0);
            matrix.put(at, s.divided, 0, s.divided.length);
        }
    }

    private int offset(int p, int l) {
        return p * layout.parameterCount() + layout.offset(l);
    }

    /** Weights of stage l, as they compute. */
    FloatPointer at(int p, int l) {
        return stages[p][l];
    }

    /** {@code to = from W} by the weights of stage l, the last column of {@code from} taking up the bias row. */
    void multiply(int p, int l, Rows from, Rows to) {
        from.upload();
        if (from.rows <= FEW_ROWS && spectral.get(p).isEmpty()) {
            FewRows.multiply(from, heap, offset(p, l), to);
            return;
        }
        NativeMatrix.multiply(
                from.rows, to.width, from.stride, from.at, from.stride, at(p, l), to.width, to.at, to.stride);
        to.download();
    }

    /** Copies the parameters of stage l, as they compute, to {@code to}. */
    void get(int p, int l, float[] to) {
        matrix.get(offset(p, l), to, 0, layout.size(l));
    }

    /** All parameters of one member, as they compute; after {@link #upload}. */
    float[] computing(int p) {
        float[] result = new float[layout.parameterCount()];
        matrix.get(p * result.length, result, 0, result.length);
        return result;
    }

    /** Turns a gradient by divided weights of a spectral stage into one by its parameters. */
    void correct(int p, int l, float[] gradient) {
        for (SpectralStage s : spectral.get(p)) {
            if (s.stage == l) {
                s.norm.correct(gradient, 0, s.divided, 0);
            }
        }
    }

    /** The norms of one member, first stage first. */
    List<SpectralNorm> spectralNorms(int p) {
        return spectral.get(p).stream().map(SpectralStage::norm).toList();
    }

    /** Takes over the singular vectors of every member. */
    void copyNorms(MlpParameters from) {
        for (int p = 0; p < spectral.size(); p++) {
            List<SpectralStage> own = spectral.get(p);
            for (int k = 0; k < own.size(); k++) {
                own.get(k).norm.copy(from.spectral.get(p).get(k).norm);
            }
        }
    }

    /** Fresh singular vectors for one member's weights. */
    void initializeNorms(int p, RandomStream random) {
        spectral.get(p).forEach(s -> s.norm.initialize(heap, offset(p, s.stage), random));
    }

    @Override
    public void close() {
        matrix.close();
    }
}
