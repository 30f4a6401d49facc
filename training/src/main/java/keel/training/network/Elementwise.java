package keel.training.network;

/**
 * Loops over contiguous arrays, one index for all of them: the form the JIT compiles to vector instructions (measured: 0.09 ns
 * an element against 0.5 ns when two arrays run at different offsets).
 *
 * <p>Derivatives are written in terms of {@code at}: the activation y itself, or the pre-activation where
 * {@link Activation#needsPreActivation()}.
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
            case IDENTITY -> {}
            case ELU -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Smooth.elu(y[i]);
                }
            }
            case SILU -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Smooth.silu(y[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Smooth.sigmoid(y[i]);
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < y.length; i++) {
                    y[i] = Smooth.softplus(y[i]);
                }
            }
        }
    }

    /**
     * {@code d = d * activation'}.
     *
     * <p>A branch would be mispredicted half of the time, so the step function is {@code min(1, y * MAX_VALUE)}: exactly 1
     * for every normal positive float, 0 for 0.
     */
    static void scaleByDerivative(Activation activation, float[] d, float[] at) {
        switch (activation) {
            case RELU -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * Math.min(1f, at[i] * Float.MAX_VALUE);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < at.length; i++) {
                    float positive = Math.min(1f, Math.max(0f, at[i]) * Float.MAX_VALUE);
                    d[i] = d[i] * (Activation.LEAKY_SLOPE + (1f - Activation.LEAKY_SLOPE) * positive);
                }
            }
            case TANH -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * (1f - at[i] * at[i]);
                }
            }
            case IDENTITY -> {}
            case ELU -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * (1f + Math.min(0f, at[i]));
                }
            }
            case SILU -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * Smooth.siluSlope(at[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * (at[i] * (1f - at[i]));
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < at.length; i++) {
                    d[i] = d[i] * Smooth.sigmoid(at[i]);
                }
            }
        }
    }

    /**
     * {@code m = m y' + s a y''}, for a curved activation y whose pre-activation has the tangent a: what reaches the
     * pre-activation from m, the gradient by y, and s, the gradient by y's tangent.
     */
    static void curvature(Activation activation, float[] m, float[] s, float[] a, float[] at) {
        switch (activation) {
            case TANH -> {
                for (int i = 0; i < at.length; i++) {
                    float slope = 1f - at[i] * at[i];
                    m[i] = slope * m[i] - 2f * at[i] * (a[i] * slope) * s[i];
                }
            }
            case ELU -> {
                for (int i = 0; i < at.length; i++) {
                    float below = 1f - Math.min(1f, Math.max(0f, at[i]) * Float.MAX_VALUE);
                    float slope = 1f + Math.min(0f, at[i]);
                    m[i] = slope * m[i] + below * slope * a[i] * s[i];
                }
            }
            case SILU -> {
                for (int i = 0; i < at.length; i++) {
                    m[i] = Smooth.siluSlope(at[i]) * m[i] + Smooth.siluCurvature(at[i]) * a[i] * s[i];
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < at.length; i++) {
                    float slope = at[i] * (1f - at[i]);
                    m[i] = slope * m[i] + slope * (1f - 2f * at[i]) * a[i] * s[i];
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < at.length; i++) {
                    float slope = Smooth.sigmoid(at[i]);
                    m[i] = slope * m[i] + slope * (1f - slope) * a[i] * s[i];
                }
            }
            case RELU, LEAKY_RELU, IDENTITY -> throw new IllegalArgumentException(activation + " does not curve");
        }
    }

    /** {@code y = tanh(y)}; see {@link Smooth#tanh}. */
    static void tanh(float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Smooth.tanh(y[i]);
        }
    }

    /** {@code y = y * mask}. */
    static void multiply(float[] y, float[] mask) {
        for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * mask[i];
        }
    }
}
