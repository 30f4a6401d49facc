package keel.training.network;

import java.util.Optional;

/** Evaluation of a {@link StackedMlp} for one batch size, in buffers that all members share. */
final class MlpPrediction implements BatchBuffers {
    /** {@code [P, rows, out]}. */
    final float[] output;

    private final int rows;
    private final MlpLayout layout;
    private final MlpParameters parameters;
    private final MlpActivations activations;

    MlpPrediction(MlpLayout layout, int members, int rows, MlpParameters parameters) {
        this.layout = layout;
        this.rows = rows;
        this.parameters = parameters;
        output = new float[Math.multiplyExact(members, rows * layout.outputs())];
        activations = new MlpActivations(layout, rows);
    }

    @Override
    public int batch() {
        return rows;
    }

    /** One member of input {@code [P, rows, in]} to its rows of {@link #output}. */
    void run(int p, float[] input) {
        activations.forward(p, parameters, input, p * rows * layout.inputs(), Optional.empty());
        activations.values[layout.layers()].store(output, p * rows * layout.outputs());
    }

    @Override
    public void close() {
        activations.close();
    }
}
