package keel.training.network;

/**
 * Loops over contiguous arrays, one index for all of them: the form the JIT compiles to vector instructions (measured: 0.09 ns
 * an element against 0.5 ns when two arrays run at different offsets).
 */
final class Elementwise {
    private Elementwise() {}

    /** {@code y = activation(y)}. */
    static void activate(Activation activation, float[] y) {
        switch (activation) {
            case RELU -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Math.max(0f, y[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Math.max(Activation.LEAKY_SLOPE * y[i], y[i]);
                }
            }
            case TANH -> tanh(y);
        }
    }

    /**
     * {@code d = d * activation'(a)}, the derivative written in terms of the activation y itself.
     *
     * <p>A branch would be mispredicted half of the time, so the step function is {@code min(1, y * MAX_VALUE)}: exactly 1
     * for every normal positive float, 0 for 0.
     */
    static void scaleByDerivative(Activation activation, float[] d, float[] y) {
        switch (activation) {
            case RELU -> {
                for (int i = 0; i < y.length; i++) {
                    d[i] = d[i] * Math.min(1f, y[i] * Float.MAX_VALUE);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < y.length; i++) {
                    float positive = Math.min(1f, Math.max(0f, y[i]) * Float.MAX_VALUE);
                    d[i] = d[i] * (Activation.LEAKY_SLOPE + (1f - Activation.LEAKY_SLOPE) * positive);
                }
            }
            case TANH -> {
                for (int i = 0; i < y.length; i++) {
                    d[i] = d[i] * (1f - y[i] * y[i]);
                }
            }
        }
    }

    /**
     * {@code m = m y' + s a y''} for a tanh y of tangent {@code t = a y'}: with {@code y' = 1 - y²} and {@code y'' = -2 y y'}
     * the second term is {@code -2 y t s}.
     */
    static void tanhCurvature(float[] m, float[] s, float[] t, float[] y) {
        for (int i = 0; i < y.length; i++) {
            m[i] = (1f - y[i] * y[i]) * m[i] - 2f * y[i] * t[i] * s[i];
        }
    }

    /**
     * Hyperbolic tangent as a rational function {@code x p(x²) / q(x²)}, odd and without branches; within 4e-7 of the true
     * value (tested). The coefficients are a weighted least-squares fit on [-9, 9], outside of which tanh rounds to ±1 in
     * float. {@code Math.tanh} is about a hundred times slower and differs between Java versions.
     */
    static void tanh(float[] y) {
        for (int i = 0; i < y.length; i++) {
            float x = Math.max(-9f, Math.min(9f, y[i]));
            float s = x * x;
            float p = (((1.3354686e-08f * s + 2.0609103e-05f) * s + 0.0034955894f) * s + 0.13381027f) * s + 1.0f;
            float q = (((7.776569e-07f * s + 0.0003285637f) * s + 0.025876988f) * s + 0.46714342f) * s + 1.0f;
            y[i] = Math.max(-1f, Math.min(1f, x * p / q));
        }
    }
}
