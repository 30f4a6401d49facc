package keel.training.network;

/**
 * Layer normalisation of rows (Ba et al. 2016): {@code y = g x̂ + b} with {@code x̂ = (z - mean z) / s} and {@code s = √(var z +
 * ε)}, and its derivatives. Sums are in double, in order.
 *
 * <p>Its Jacobian without gain, {@code N(r) = (r - mean r - x̂ mean(x̂ r)) / s}, is symmetric: tangents and gradients pass through
 * the same map.
 */
final class LayerNormalization {
    private final int rows;
    private final int width;
    private final int stride;
    /** x̂ of the last forward pass, {@code [rows, width + 1]}. */
    private final float[] normalized;
    /** 1 / s of each row. */
    private final double[] inverse;
    /** Gains, then biases, of the last forward pass. */
    private final float[] parameters;

    LayerNormalization(int rows, int width) {
        this.rows = rows;
        this.width = width;
        stride = width + 1;
        normalized = new float[rows * stride];
        inverse = new double[rows];
        parameters = new float[2 * width];
    }

    /** Live: to be filled before {@link #forward}. */
    float[] parameters() {
        return parameters;
    }

    /** {@code y = g x̂ + b}. */
    void forward(float[] z, float[] y) {
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            double sum = 0;
            for (int j = 0; j < width; j++) {
                sum += z[at + j];
            }
            double mean = sum / width;
            double squares = 0;
            for (int j = 0; j < width; j++) {
                double d = z[at + j] - mean;
                squares += d * d;
            }
            inverse[row] = 1 / Math.sqrt(squares / width + LayerSpec.LayerNorm.EPSILON);
            for (int j = 0; j < width; j++) {
                float x = (float) ((z[at + j] - mean) * inverse[row]);
                normalized[at + j] = x;
                y[at + j] = parameters[j] * x + parameters[width + j];
            }
        }
    }

    /** Gradient by y to gradient by z. */
    void backward(float[] dy, float[] dz) {
        timesGain(dy, dz);
        jacobian(dz, dz);
    }

    /** Adds the gradients by gains and biases. */
    void addGradient(float[] dy, float[] gradient) {
        addBiasGradient(dy, gradient);
        addGainGradient(dy, normalized, gradient);
    }

    private void timesGain(float[] from, float[] to) {
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            for (int j = 0; j < width; j++) {
                to[at + j] = from[at + j] * parameters[j];
            }
        }
    }

    private void addBiasGradient(float[] dy, float[] gradient) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                gradient[width + j] += dy[row * stride + j];
            }
        }
    }

    private void addGainGradient(float[] dy, float[] x, float[] gradient) {
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            for (int j = 0; j < width; j++) {
                gradient[j] += dy[at + j] * x[at + j];
            }
        }
    }

    /** {@code to = N(from)}; the two may be one array. */
    private void jacobian(float[] from, float[] to) {
        for (int row = 0; row < rows; row++) {
            int at = row * stride;
            double sum = 0;
            double along = 0;
            for (int j = 0; j < width; j++) {
                sum += from[at + j];
                along += (double) from[at + j] * normalized[at + j];
            }
            double mean = sum / width;
            double slope = along / width;
            for (int j = 0; j < width; j++) {
                to[at + j] = (float) ((from[at + j] - mean - normalized[at + j] * slope) * inverse[row]);
            }
        }
    }

    /** Tangent of z to tangent of y; {@code unscaled} becomes that of x̂. */
    void tangent(float[] tz, float[] unscaled, float[] ty) {
        jacobian(tz, unscaled);
        timesGain(unscaled, ty);
    }

    /**
     * The reverse of {@link #tangent}: from λ, the gradient by y's tangent, and μ, that by y, to those by z's tangent and z.
     *
     * <p>With {@code q = g λ}, {@code Q = sum q x̂}, {@code T = mean(x̂ tz)} and {@code F = q . N(tz)}, the gradient of F by z is
     * {@code -(F x̂ / n + T N(q) + Q / n N(tz)) / s}.
     *
     * @param unscaled what {@code tangent} wrote
     * @param gradient of gains and biases, added to
     */
    void reverse(
            float[] lambda,
            float[] mu,
            float[] tz,
            float[] unscaled,
            float[] lambdaBelow,
            float[] muBelow,
            float[] gradient) {
        addGainGradient(lambda, unscaled, gradient);
        addGainGradient(mu, normalized, gradient);
        addBiasGradient(mu, gradient);
        timesGain(lambda, lambdaBelow);
        timesGain(mu, muBelow);
        jacobian(muBelow, muBelow);
        for (int row = 0; row < rows; row++) {
            subtractCurvature(row, lambdaBelow, tz, unscaled, muBelow);
        }
    }

    /** q to N(q) in place, and its share of the gradient by z. */
    private void subtractCurvature(int row, float[] q, float[] tz, float[] unscaled, float[] mu) {
        int at = row * stride;
        double sum = 0;
        double along = 0;
        double tangentAlong = 0;
        double derivative = 0;
        for (int j = at; j < at + width; j++) {
            sum += q[j];
            along += (double) q[j] * normalized[j];
            tangentAlong += (double) tz[j] * normalized[j];
            derivative += (double) q[j] * unscaled[j];
        }
        double mean = sum / width;
        for (int j = at; j < at + width; j++) {
            double x = normalized[j];
            double down = (q[j] - mean - x * along / width) * inverse[row];
            double curvature = derivative * x + tangentAlong * down + along * unscaled[j];
            q[j] = (float) down;
            mu[j] -= (float) (curvature / width * inverse[row]);
        }
    }
}
