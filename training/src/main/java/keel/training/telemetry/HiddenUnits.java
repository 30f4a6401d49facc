package keel.training.telemetry;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** What the activations of a hidden layer over one batch say about its health. */
public final class HiddenUnits {
    private HiddenUnits() {}

    /**
     * Units whose output is the same for every row of the batch: a ReLU that is 0 for all, a tanh saturated for all. No gradient
     * passes through the first kind, next to none through the second.
     *
     * @param activations {@code [rows, stride]}, of which the first {@code width} columns are the layer; at least 2 rows
     */
    public static int dead(float[] activations, int rows, int width, int stride) {
        requireShape(activations, rows, width, stride);
        int dead = 0;
        for (int j = 0; j < width; j++) {
            boolean same = true;
            for (int row = 1; row < rows && same; row++) {
                same = activations[row * stride + j] == activations[j];
            }
            dead += same ? 1 : 0;
        }
        return dead;
    }

    /**
     * Effective rank (Roy &amp; Vetterli 2007): {@code exp(-sum p log p)} with p the singular values over their sum. Between 1
     * and the rank; 0 where all activations are 0.
     *
     * @param activations as for {@link #dead}
     */
    public static double effectiveRank(float[] activations, int rows, int width, int stride) {
        requireShape(activations, rows, width, stride);
        double[] singular = singularValues(activations, rows, width, stride);
        double sum = Arrays.stream(singular).sum();
        if (sum == 0) {
            return 0;
        }
        double entropy = 0;
        for (double value : singular) {
            double share = value / sum;
            entropy -= share > 0 ? share * StrictMath.log(share) : 0;
        }
        return StrictMath.exp(entropy);
    }

    /** Roots of the eigenvalues of the smaller one of {@code A Aᵀ} and {@code Aᵀ A}. */
    private static double[] singularValues(float[] a, int rows, int width, int stride) {
        int size = Math.min(rows, width);
        double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                if (rows <= width) {
                    for (int k = 0; k < width; k++) {
                        sum += (double) a[i * stride + k] * a[j * stride + k];
                    }
                } else {
                    for (int row = 0; row < rows; row++) {
                        sum += (double) a[row * stride + i] * a[row * stride + j];
                    }
                }
                gram[i][j] = sum;
                gram[j][i] = sum;
            }
        }
        double[] eigenvalues = new EigenDecompositionSymmetric(new Array2DRowRealMatrix(gram, false)).getEigenvalues();
        return Arrays.stream(eigenvalues)
                .map(value -> Math.sqrt(Math.max(0, value)))
                .toArray();
    }

    private static void requireShape(float[] activations, int rows, int width, int stride) {
        if (rows < 2 || width < 1 || stride < width || activations.length < (long) rows * stride) {
            throw new IllegalArgumentException(
                    "activations of %d values cannot be [rows=%d, stride=%d] with %d units; at least 2 rows are needed"
                            .formatted(activations.length, rows, stride, width));
        }
    }
}
