package keel.gans.metrics;

import static keel.training.InvalidConfigException.require;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Rows to compare with others: samples, or features of samples.
 *
 * @param rows {@code [n][size]}, at least 2
 */
public record SampleSet(double[][] rows) {
    public SampleSet {
        require(rows.length >= 2, "%d samples cannot be compared with others: give at least 2.".formatted(rows.length));
    }

    /** Of {@code [count, size]} at {@code offset}. */
    public static SampleSet of(float[] values, int offset, int count, int size) {
        double[][] rows = new double[count][size];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < size; j++) {
                rows[i][j] = values[offset + i * size + j];
            }
        }
        return new SampleSet(rows);
    }

    public int count() {
        return rows.length;
    }

    public int size() {
        return rows[0].length;
    }

    /** Mean of each column. */
    public double[] mean() {
        double[] mean = new double[size()];
        for (double[] row : rows) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j] / count();
            }
        }
        return mean;
    }

    /** Covariance of columns, divided by n - 1. */
    public RealMatrix covariance() {
        double[] mean = mean();
        double[][] sum = new double[size()][size()];
        for (double[] row : rows) {
            for (int i = 0; i < size(); i++) {
                for (int j = 0; j <= i; j++) {
                    sum[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (count() - 1);
                }
            }
        }
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < i; j++) {
                sum[j][i] = sum[i][j];
            }
        }
        return MatrixUtils.createRealMatrix(sum);
    }

    /** Squared Euclidean distances to the rows of another set, {@code [n][other's n]}. */
    double[][] squaredDistances(SampleSet other) {
        double[][] all = new double[count()][other.count()];
        for (int i = 0; i < count(); i++) {
            for (int j = 0; j < other.count(); j++) {
                double sum = 0;
                for (int k = 0; k < size(); k++) {
                    double d = rows[i][k] - other.rows[j][k];
                    sum += d * d;
                }
                all[i][j] = sum;
            }
        }
        return all;
    }
}
