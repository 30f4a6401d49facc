package keel.training.network;

import java.util.Arrays;
import keel.training.random.RandomStream;

/** How a dense network's parameters begin. Draws in layer order, weights row by row, then biases. */
public sealed interface Initializer permits Initializer.UniformFanIn, Initializer.Orthogonal {
    /**
     * Fills one layer.
     *
     * @param weights {@code [in + 1, out]} row-major at {@code offset}, bias last
     * @param output whether this is the output layer
     */
    void fill(float[] weights, int offset, int in, int out, boolean output, RandomStream random);

    /**
     * Weights and biases uniform in ±1/√in: what PyTorch's Linear does when asked for nothing else, and so what the
     * reference scores of DQN were reached with.
     */
    record UniformFanIn() implements Initializer {
        @Override
        public void fill(float[] weights, int offset, int in, int out, boolean output, RandomStream random) {
            double bound = 1 / Math.sqrt(in);
            int size = (in + 1) * out;
            for (int i = 0; i < size; i++) {
                weights[offset + i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
    }

    /**
     * Weights with orthonormal rows or columns, whichever are fewer, times a gain (Saxe et al. 2014); biases 0. Usual for
     * actor-critic networks: gain √2 in hidden layers, a small one for the actor's output.
     */
    record Orthogonal(double hiddenGain, double outputGain) implements Initializer {
        @Override
        public void fill(float[] weights, int offset, int in, int out, boolean output, RandomStream random) {
            double gain = output ? outputGain : hiddenGain;
            double[][] basis = orthonormal(Math.min(in, out), Math.max(in, out), random);
            for (int i = 0; i < in; i++) {
                for (int j = 0; j < out; j++) {
                    weights[offset + i * out + j] = (float) (gain * (in <= out ? basis[i][j] : basis[j][i]));
                }
            }
            Arrays.fill(weights, offset + in * out, offset + (in + 1) * out, 0f);
        }

        /** {@code count} orthonormal vectors of this length: normal draws, then modified Gram-Schmidt, done twice for accuracy. */
        private static double[][] orthonormal(int count, int length, RandomStream random) {
            double[][] basis = new double[count][length];
            for (int i = 0; i < count; i++) {
                double[] v = basis[i];
                for (int k = 0; k < length; k++) {
                    v[k] = random.nextGaussian();
                }
                for (int pass = 0; pass < 2; pass++) {
                    for (int j = 0; j < i; j++) {
                        double dot = dot(v, basis[j]);
                        for (int k = 0; k < length; k++) {
                            v[k] -= dot * basis[j][k];
                        }
                    }
                }
                double norm = Math.sqrt(dot(v, v));
                for (int k = 0; k < length; k++) {
                    v[k] /= norm;
                }
            }
            return basis;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int k = 0; k < a.length; k++) {
                sum += a[k] * b[k];
            }
            return sum;
        }
    }
}
