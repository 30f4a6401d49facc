package keel.gans.features;

import java.util.Arrays;
import keel.gans.metrics.SampleSet;

/**
 * What a classifier makes of images.
 *
 * @param rows features, one row an image
 * @param probabilities of the classes, {@code [n][classes]}, rows sum to 1
 */
public record Features(SampleSet rows, double[][] probabilities) {
    /** How many images of each class there seem to be. */
    public long[] classCounts() {
        long[] counts = new long[probabilities[0].length];
        Arrays.stream(probabilities).forEach(row -> counts[likeliest(row)]++);
        return counts;
    }

    static int likeliest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }
}
