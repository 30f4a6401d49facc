package keel.training.network;

/**
 * One step of a dense network: a transform, an activation, and dropout.
 *
 * @param offset index of its first parameter in a member's parameters
 * @param spectral whether its weights are divided by their largest singular value
 * @param dropout chance of a number to be dropped; 0 for never
 */
public record MlpStage(
        Transform transform, int in, int out, long offset, Activation activation, boolean spectral, double dropout) {
    /** What a stage does before its activation. */
    public enum Transform {
        /** Weights {@code [in + 1, out]}, the last row the bias. */
        LINEAR,
        /** Layer normalisation: gains {@code [out]}, then biases {@code [out]}. */
        NORM
    }

    static MlpStage linear(int in, LayerSpec.Dense dense, long offset) {
        return new MlpStage(Transform.LINEAR, in, dense.units(), offset, dense.activation(), dense.spectralNorm(), 0);
    }

    static MlpStage norm(int in, LayerSpec.LayerNorm norm, long offset) {
        return new MlpStage(Transform.NORM, in, in, offset, norm.activation(), false, 0);
    }

    MlpStage dropping(LayerSpec.Dropout layer) {
        return new MlpStage(transform, in, out, offset, activation, spectral, layer.rate());
    }

    /** Whether it has weights. */
    public boolean linear() {
        return transform == Transform.LINEAR;
    }

    /** Whether training passes drop numbers of its output. */
    public boolean drops() {
        return dropout > 0;
    }

    /** Parameters. */
    long size() {
        return linear() ? (in + 1L) * out : 2L * out;
    }
}
