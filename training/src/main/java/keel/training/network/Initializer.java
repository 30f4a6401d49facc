package keel.training.network;

import java.util.Arrays;
import java.util.Locale;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;

/** How a network's parameters begin. Draws in layer order, a layer's weights row by row, then its biases. */
public sealed interface Initializer {
    /**
     * A layer's weights as a matrix.
     *
     * @param rows numbers that one unit reads
     * @param columns units
     * @param fanIn numbers that one unit reads
     * @param fanOut units that one input reaches
     */
    record WeightShape(int rows, int columns, int fanIn, int fanOut) {
        /** Every input weighs in every unit. */
        static WeightShape dense(int in, int out) {
            return new WeightShape(in, out, in, out);
        }

        int size() {
            return rows * columns;
        }
    }

    /**
     * Fills one weight matrix.
     *
     * @param weights {@code [rows, columns]} row-major at {@code offset}
     * @param output whether this is the output layer
     */
    void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random);

    /** Fills one layer's biases: with 0, unless an initialiser says otherwise. */
    default void fillBiases(float[] biases, int offset, int count, WeightShape shape, RandomStream random) {
        Arrays.fill(biases, offset, offset + count, 0f);
    }

    /**
     * Fills one dense layer.
     *
     * @param weights {@code [in + 1, out]} row-major at {@code offset}, bias last
     * @param output whether this is the output layer
     */
    default void fill(float[] weights, int offset, int in, int out, boolean output, RandomStream random) {
        WeightShape shape = WeightShape.dense(in, out);
        fillWeights(weights, offset, shape, output, random);
        fillBiases(weights, offset + shape.size(), out, shape, random);
    }

    /** What random weights are drawn from. */
    enum Distribution {
        UNIFORM {
            @Override
            double draw(double deviation, RandomStream random) {
                return (2 * random.nextDouble() - 1) * deviation * Math.sqrt(3);
            }
        },
        NORMAL {
            @Override
            double draw(double deviation, RandomStream random) {
                return deviation * random.nextGaussian();
            }
        };

        /** A number of mean 0 and this standard deviation. */
        abstract double draw(double deviation, RandomStream random);

        /** Name in configuration files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        void fill(float[] weights, int offset, int count, double deviation, RandomStream random) {
            for (int i = offset; i < offset + count; i++) {
                weights[i] = (float) draw(deviation, random);
            }
        }
    }

    /**
     * Weights and biases uniform in ±1/√in: what PyTorch's Linear does when asked for nothing else, and so what the
     * reference scores of DQN were reached with.
     */
    record UniformFanIn() implements Initializer {
        @Override
        public void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random) {
            fill(weights, offset, shape.size(), shape, random);
        }

        @Override
        public void fillBiases(float[] biases, int offset, int count, WeightShape shape, RandomStream random) {
            fill(biases, offset, count, shape, random);
        }

        private static void fill(float[] values, int offset, int count, WeightShape shape, RandomStream random) {
            double bound = 1 / Math.sqrt(shape.fanIn());
            for (int i = offset; i < offset + count; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
    }

    /**
     * Weights with orthonormal rows or columns, whichever are fewer, times a gain (Saxe et al. 2014); biases 0. Usual for
     * actor-critic networks: gain √2 in hidden layers, a small one for the actor's output.
     */
    record Orthogonal(double hiddenGain, double outputGain) implements Initializer {
        public Orthogonal {
            requireGain(hiddenGain);
            requireGain(outputGain);
        }

        @Override
        public void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random) {
            int in = shape.rows();
            int out = shape.columns();
            double gain = output ? outputGain : hiddenGain;
            double[][] basis = orthonormal(Math.min(in, out), Math.max(in, out), random);
            for (int i = 0; i < in; i++) {
                for (int j = 0; j < out; j++) {
                    weights[offset + i * out + j] = (float) (gain * (in <= out ? basis[i][j] : basis[j][i]));
                }
            }
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

    /** Weights of variance {@code gain² 2 / (fan in + fan out)} (Glorot &amp; Bengio 2010); biases 0. */
    record Xavier(Distribution distribution, double gain) implements Initializer {
        public Xavier {
            requireGain(gain);
        }

        @Override
        public void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random) {
            double deviation = gain * Math.sqrt(2.0 / ((double) shape.fanIn() + shape.fanOut()));
            distribution.fill(weights, offset, shape.size(), deviation, random);
        }
    }

    /** Weights of variance {@code gain² / fan in} (He et al. 2015), usually with a gain of √2, for rectifiers; biases 0. */
    record He(Distribution distribution, double gain) implements Initializer {
        public He {
            requireGain(gain);
        }

        @Override
        public void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random) {
            distribution.fill(weights, offset, shape.size(), gain / Math.sqrt(shape.fanIn()), random);
        }
    }

    /** Every weight the same, and every bias: only for networks so small that no two units are alike, such as a Dirac-GAN's. */
    record Constant(double weight, double bias) implements Initializer {
        public Constant {
            InvalidConfigException.require(
                    Double.isFinite(weight) && Double.isFinite(bias),
                    "initializer weight (%s) and bias (%s) must be finite numbers.".formatted(weight, bias));
        }

        @Override
        public void fillWeights(float[] weights, int offset, WeightShape shape, boolean output, RandomStream random) {
            Arrays.fill(weights, offset, offset + shape.size(), (float) weight);
        }

        @Override
        public void fillBiases(float[] biases, int offset, int count, WeightShape shape, RandomStream random) {
            Arrays.fill(biases, offset, offset + count, (float) bias);
        }
    }

    private static void requireGain(double gain) {
        InvalidConfigException.require(
                gain > 0 && gain <= 1000,
                "initializer gain is %s, but it must be above 0 and at most 1000: it scales the first weights, and without any all units stay alike. Between 0.01 and 2 is usual."
                        .formatted(gain));
    }
}
