package keel.training.network;

/**
 * Values, slopes and curvatures of the smooth activations at one number, in float.
 *
 * <p>All but {@link #softplus} are rational functions of {@link #tanh}, so that loops over them stay without branches and the
 * same on every machine.
 */
final class Smooth {
    private Smooth() {}

    /**
     * Hyperbolic tangent as a rational function {@code x p(x²) / q(x²)}, odd and without branches; within 4e-7 of the true
     * value (tested). The coefficients are a weighted least-squares fit on [-9, 9], outside of which tanh rounds to ±1 in
     * float. {@code Math.tanh} is about a hundred times slower and differs between Java versions.
     */
    static float tanh(float value) {
        float x = Math.max(-9f, Math.min(9f, value));
        float s = x * x;
        float p = (((1.3354686e-08f * s + 2.0609103e-05f) * s + 0.0034955894f) * s + 0.13381027f) * s + 1.0f;
        float q = (((7.776569e-07f * s + 0.0003285637f) * s + 0.025876988f) * s + 0.46714342f) * s + 1.0f;
        return Math.max(-1f, Math.min(1f, x * p / q));
    }

    static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
    }

    /** {@code exp(x) - 1} below zero is {@code 2t / (1 - t)} with {@code t = tanh(x/2)}. */
    static float elu(float x) {
        float t = tanh(0.5f * Math.min(0f, x));
        return Math.max(0f, x) + 2f * t / (1f - t);
    }

    static float softplus(float x) {
        return (float) (Math.max(0.0, x) + StrictMath.log1p(StrictMath.exp(-Math.abs((double) x))));
    }

    static float silu(float x) {
        return x * sigmoid(x);
    }

    static float siluSlope(float x) {
        float s = sigmoid(x);
        return s * (1f + x * (1f - s));
    }

    static float siluCurvature(float x) {
        float s = sigmoid(x);
        return s * (1f - s) * (2f + x * (1f - 2f * s));
    }
}
