package keel.training.gpu;

import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;

/** The gradient by the parameters of {@code sum w . J v}: tangents forward, then two gradients back. */
final class GpuDirectional implements AutoCloseable {
    private final MlpLayout layout;
    private final GpuPass tangent;
    private final GpuPass penalty;
    private final GpuKernel begin;

    GpuDirectional(GpuDevice device, MlpLayout layout, GpuPass.Form form) {
        this.layout = layout;
        tangent = new GpuPass(device, layout, "tangent", false, false, form);
        penalty = new GpuPass(device, layout, "penalty", true, true, form);
        begin = GpuPass.kernel(device, "penalty_begin");
    }

    void run(GpuPass.Arguments given, float[] direction, float[] outputWeights, int flags) {
        GpuArena arena = given.arena();
        int layers = layout.layers();
        arena.memory().put(arena.places().direction(), direction, 0, direction.length);
        MlpStage last = layout.stage(layers - 1);
        // What comes of a tangent in the end matters only where the output curves.
        tangent.run(given, last.linear() && !last.activation().curved() ? layers - 1 : layers, flags);
        arena.memory().put(arena.places().deltas(layers), outputWeights, 0, outputWeights.length);
        penalty.throughOutput(begin, given, flags);
        penalty.run(given, layers, flags);
    }

    @Override
    public void close() {
        tangent.close();
        penalty.close();
        begin.close();
    }
}
