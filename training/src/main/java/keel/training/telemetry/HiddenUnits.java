package keel.training.telemetry;

import java.util.Arrays;
import java.util.Optional;
import keel.training.network.Hidden;
import keel.training.network.Network;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * What the activations of hidden layers over one batch say about a network's health.
 *
 * @param deadShare share of the units of all hidden layers that are dead, see {@link #dead}
 * @param effectiveRank of the last hidden layer, see {@link #effectiveRank}
 */
public record HiddenUnits(double deadShare, double effectiveRank) {
    /**
     * Of one member's last training pass; empty for a network without hidden layers, or a batch of one row, which says nothing.
     */
    public static Optional<HiddenUnits> of(Network network, int member) {
        if (network.hiddenLayers() == 0 || network.hidden(member, 0).rows() < 2) {
            return Optional.empty();
        }
        int units = 0;
        int dead = 0;
        for (int layer = 0; layer < network.hiddenLayers(); layer++) {
            Hidden hidden = network.hidden(member, layer);
            units += hidden.width();
            dead += dead(hidden);
        }
        Hidden last = network.hidden(member, network.hiddenLayers() - 1);
        return Optional.of(new HiddenUnits((double) dead / units, effectiveRank(last)));
    }

    /**
     * Units whose output is the same for every row of the batch: a ReLU that is 0 for all, a tanh saturated for all. No gradient
     * passes through the first kind, next to none through the second.
     *
     * @param layer at least 2 rows
     */
    static int dead(Hidden layer) {
        int dead = 0;
        for (int unit = 0; unit < layer.width(); unit++) {
            boolean same = true;
            for (int row = 1; row < layer.rows() && same; row++) {
                same = layer.at(row, unit) == layer.at(0, unit);
            }
            dead += same ? 1 : 0;
        }
        return dead;
    }

    /**
     * Effective rank (Roy &amp; Vetterli 2007): {@code exp(-sum p log p)} with p the singular values over their sum. Between 1
     * and the rank; 0 where all activations are 0.
     */
    static double effectiveRank(Hidden layer) {
        double[] singular = singularValues(layer);
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

    /**
     * Roots of the singular values of the smaller one of {@code A Aᵀ} and {@code Aᵀ A}, which are its eigenvalues. An eigenvalue
     * decomposition would be faster, but it now and then fails to converge for activations that lie near a plane.
     */
    private static double[] singularValues(Hidden a) {
        int rows = a.rows();
        int width = a.width();
        int size = Math.min(rows, width);
        double[][] gram = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                if (rows <= width) {
                    for (int k = 0; k < width; k++) {
                        sum += (double) a.at(i, k) * a.at(j, k);
                    }
                } else {
                    for (int row = 0; row < rows; row++) {
                        sum += (double) a.at(row, i) * a.at(row, j);
                    }
                }
                gram[i][j] = sum;
                gram[j][i] = sum;
            }
        }
        double[] squares = new SingularValueDecomposition(new Array2DRowRealMatrix(gram, false)).getSingularValues();
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }
}
