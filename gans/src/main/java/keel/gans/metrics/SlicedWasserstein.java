package keel.gans.metrics;

import static keel.training.InvalidConfigException.require;

import java.util.Arrays;
import keel.training.random.RandomStream;

/**
 * Sliced Wasserstein distance (Rabin et al. 2012): Wasserstein distances of projections on lines, {@code (mean over lines and
 * ranks of |difference|^p)^(1/p)}, of two sets of equal size.
 */
public final class SlicedWasserstein {
    private SlicedWasserstein() {}

    /**
     * On given lines.
     *
     * @param lines unit vectors, {@code [lines][size]}
     * @param power p, at least 1
     */
    public static double distance(SampleSet one, SampleSet other, double[][] lines, double power) {
        require(
                one.count() == other.count(),
                "sets of %d and %d samples: ranks can be compared only in sets of equal size."
                        .formatted(one.count(), other.count()));
        double sum = 0;
        for (double[] line : lines) {
            double[] a = projected(one, line);
            double[] b = projected(other, line);
            for (int i = 0; i < a.length; i++) {
                sum += Math.pow(Math.abs(a[i] - b[i]), power);
            }
        }
        return Math.pow(sum / lines.length / one.count(), 1 / power);
    }

    /** Directions drawn evenly. */
    public static double[][] lines(int count, int size, RandomStream random) {
        double[][] lines = new double[count][size];
        for (double[] line : lines) {
            double squares = 0;
            for (int j = 0; j < size; j++) {
                line[j] = random.nextGaussian();
                squares += line[j] * line[j];
            }
            for (int j = 0; j < size; j++) {
                line[j] /= Math.sqrt(squares);
            }
        }
        return lines;
    }

    private static double[] projected(SampleSet set, double[] line) {
        double[] places = new double[set.count()];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < line.length; j++) {
                places[i] += set.rows()[i][j] * line[j];
            }
        }
        Arrays.sort(places);
        return places;
    }
}
