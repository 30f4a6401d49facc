package keel.training.network;

import java.util.Arrays;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Division of one weight matrix by its largest singular value (Miyato et al. 2018).
 *
 * <p>The value is {@code σ = vᵀ W u} for estimates of the singular vectors that every training pass improves by one step of
 * power iteration; gradients hold u and v constant. W is {@code [in, out]}, with any distance between its numbers.
 */
public final class SpectralNorm {
    private static final double SMALLEST = 1e-12;

    private final int in;
    private final int out;
    private final int inStride;
    private final int outStride;
    private final double[] u;
    private final double[] v;

    private double sigma = 1;

    /**
     * For matrices of one shape.
     *
     * @param inStride distance between the weights of neighbouring inputs
     * @param outStride distance between the weights of neighbouring outputs
     */
    public SpectralNorm(int in, int out, int inStride, int outStride) {
        this.in = in;
        this.out = out;
        this.inStride = inStride;
        this.outStride = outStride;
        u = new double[out];
        v = new double[in];
        u[0] = 1;
        v[0] = 1;
    }

    /** A random direction, and one step from there. */
    public void initialize(float[] weights, int offset, RandomStream random) {
        for (int j = 0; j < out; j++) {
            u[j] = random.nextGaussian();
        }
        normalize(u);
        iterate(weights, offset);
    }

    /** One step of power iteration: {@code v = W u}, {@code u = Wᵀ v}, both of length 1. */
    void iterate(float[] weights, int offset) {
        timesU(weights, offset, v);
        normalize(v);
        Arrays.fill(u, 0);
        for (int i = 0; i < in; i++) {
            int row = offset + i * inStride;
            double scale = v[i];
            for (int j = 0; j < out; j++) {
                u[j] += scale * weights[row + j * outStride];
            }
        }
        normalize(u);
    }

    private void timesU(float[] weights, int offset, double[] result) {
        for (int i = 0; i < in; i++) {
            int row = offset + i * inStride;
            double sum = 0;
            for (int j = 0; j < out; j++) {
                sum += weights[row + j * outStride] * u[j];
            }
            result[i] = sum;
        }
    }

    private static void normalize(double[] x) {
        double square = 0;
        for (double value : x) {
            square += value * value;
        }
        double scale = 1 / Math.max(SMALLEST, Math.sqrt(square));
        for (int i = 0; i < x.length; i++) {
            x[i] *= scale;
        }
    }

    /** Writes {@code W / σ} to {@code to}, laid out as the weights are, and remembers σ for {@link #correct}. */
    void divide(float[] weights, int offset, float[] to, int at) {
        sigma = 0;
        for (int i = 0; i < in; i++) {
            int row = offset + i * inStride;
            double sum = 0;
            for (int j = 0; j < out; j++) {
                sum += weights[row + j * outStride] * u[j];
            }
            sigma += v[i] * sum;
        }
        if (Math.abs(sigma) < SMALLEST) {
            sigma = SMALLEST;
        }
        double scale = 1 / sigma;
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                int k = i * inStride + j * outStride;
                to[at + k] = (float) (weights[offset + k] * scale);
            }
        }
    }

    /**
     * Turns a gradient G by {@code W / σ}, of the last {@link #divide}, into that by W: {@code (G - <G, W/σ> v uᵀ) / σ}.
     *
     * @param divided what divide wrote
     */
    void correct(float[] gradient, int offset, float[] divided, int at) {
        double inner = 0;
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                int k = i * inStride + j * outStride;
                inner += (double) gradient[offset + k] * divided[at + k];
            }
        }
        double scale = 1 / sigma;
        for (int i = 0; i < in; i++) {
            double shared = inner * v[i];
            for (int j = 0; j < out; j++) {
                int k = offset + i * inStride + j * outStride;
                gradient[k] = (float) (scale * (gradient[k] - shared * u[j]));
            }
        }
    }

    /** Live estimate of the left singular vector, {@code [out]}. */
    public double[] u() {
        return u;
    }

    /** Live estimate of the right singular vector, {@code [in]}. */
    public double[] v() {
        return v;
    }

    /** Takes over another one's vectors. */
    void copy(SpectralNorm from) {
        System.arraycopy(from.u, 0, u, 0, out);
        System.arraycopy(from.v, 0, v, 0, in);
    }

    /** Adds both vectors. */
    public void save(StateWriter to) {
        to.put("u", u);
        to.put("v", v);
    }

    /** Takes both back. */
    public void restore(StateReader from) {
        System.arraycopy(from.doubles("u", out), 0, u, 0, out);
        System.arraycopy(from.doubles("v", in), 0, v, 0, in);
    }
}
