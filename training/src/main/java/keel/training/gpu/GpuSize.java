package keel.training.gpu;

import java.util.stream.IntStream;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;
import keel.training.network.NetworkShape;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.UpdateRule;

/**
 * What one member of a stack takes of a device's memory: for splitting work before a stack is made, never for a result. A stack
 * of P members takes P times as much.
 *
 * @param bytes of all arrays
 * @param largestBytes of the largest one
 */
public record GpuSize(long bytes, long largestBytes) {
    /** Of what is not on a device. */
    public static final GpuSize NOTHING = new GpuSize(0, 0);

    /** Parameters and gradients. */
    private static final int ARRAYS = 2;
    /** Divided weights, and gradients by them. */
    private static final int SPECTRAL_ARRAYS = 2;
    /** Norms, bounds and lists of members. */
    private static final int SMALL_BYTES = 256;
    /** Ends, and coefficients of an optimiser, of what has a rate of its own in a layer. */
    private static final int SEGMENT_BYTES = 64;

    /** Both at a time. */
    public GpuSize and(GpuSize other) {
        return new GpuSize(bytes + other.bytes, Math.max(largestBytes, other.largestBytes));
    }

    /** So many of them in one stack. */
    public GpuSize times(int count) {
        return new GpuSize(count * bytes, count * largestBytes);
    }

    /**
     * Of a network that only predicts and follows another, such as a target network.
     *
     * @param rows of every batch that it predicts
     * @throws keel.training.InvalidConfigException if it has layers that are not dense
     */
    public static GpuSize ofPredicting(NetworkShape shape, int... rows) {
        MlpLayout layout = new MlpLayout(shape);
        long parameters = array(layout);
        long vectors = 0;
        for (int l = 0; l < layout.layers(); l++) {
            MlpStage stage = layout.stage(l);
            vectors += stage.spectral() ? (stage.in() + stage.out() + 1L) * Double.BYTES : 0;
        }
        int arrays = ARRAYS + (vectors > 0 ? SPECTRAL_ARRAYS : 0);
        GpuSize size = new GpuSize(arrays * parameters + vectors + SMALL_BYTES, parameters);
        for (int batch : IntStream.of(rows).distinct().toArray()) {
            size = size.and(arena(layout, batch, StageTable.Use.PREDICTION));
        }
        return size;
    }

    /**
     * Of a network that trains.
     *
     * @param directional whether it is trained along directions, as penalties on its slope do
     * @param batch rows of a training pass
     * @param predicted rows of every batch that it predicts
     * @throws keel.training.InvalidConfigException if it has layers that are not dense
     */
    public static GpuSize ofTraining(
            NetworkShape shape, OptimizerSpec optimizer, boolean directional, int batch, int... predicted) {
        MlpLayout layout = new MlpLayout(shape);
        // One more to measure the length of a step.
        long updates = (arrays(optimizer) + 1) * array(layout);
        long small = SMALL_BYTES + (long) SEGMENT_BYTES * layout.layers();
        GpuSize size = ofPredicting(shape, predicted)
                .and(new GpuSize(updates + small, 0))
                .and(arena(layout, batch, StageTable.Use.TRAINING));
        // While it is made wider, both are there.
        return directional ? size.and(arena(layout, batch, StageTable.Use.DIRECTIONAL)) : size;
    }

    /**
     * Of a {@link keel.training.network.RowTable}.
     *
     * @param rows of each member
     * @param batch rows that are chosen at a time
     */
    public static GpuSize ofTable(int rows, int width, int batch) {
        long table = (long) rows * width * Float.BYTES;
        return new GpuSize(table + (long) batch * Integer.BYTES, table);
    }

    private static long array(MlpLayout layout) {
        return (long) layout.parameterCount() * Float.BYTES;
    }

    private static GpuSize arena(MlpLayout layout, int rows, StageTable.Use use) {
        long bytes = new StageTable(layout, 1, rows, use).floats() * Float.BYTES;
        return new GpuSize(bytes, bytes);
    }

    private static long arrays(OptimizerSpec optimizer) {
        if (optimizer instanceof LookaheadSpec lookahead) {
            return 1 + arrays(lookahead.of());
        }
        if (optimizer instanceof ExtragradientSpec extragradient) {
            return 1 + arrays(extragradient.of());
        }
        return ((UpdateRule) optimizer).memory().size();
    }
}
