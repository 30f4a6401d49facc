package keel.gans.metrics;

import static keel.training.InvalidConfigException.require;

import java.util.Arrays;

/**
 * What nearest neighbours tell of generated rows. The ball of a row reaches to its k-th neighbour in its own set; a row lies in
 * it if it is nearer than that.
 *
 * @param precision share of generated rows in the ball of some real row (Kynkäänniemi et al. 2019)
 * @param recall share of real rows in the ball of some generated row
 * @param density mean number of real balls that a generated row lies in, over k (Naeem et al. 2020): may be above 1
 * @param coverage share of real rows with a generated row in their ball
 */
public record Neighbours(double precision, double recall, double density, double coverage) {
    /**
     * Compares two sets; work grows with the square of their sizes.
     *
     * @param k below the size of each set
     */
    public static Neighbours of(SampleSet real, SampleSet generated, int k) {
        require(
                k >= 1 && k < real.count() && k < generated.count(),
                "k is %d, but it must be at least 1 and below the number of samples (%d real, %d generated)."
                        .formatted(k, real.count(), generated.count()));
        double[] realRadius = radii(real, k);
        double[] generatedRadius = radii(generated, k);
        double[][] distances = real.squaredDistances(generated);
        boolean[] precise = new boolean[generated.count()];
        int recalled = 0;
        int covered = 0;
        long inside = 0;
        for (int i = 0; i < real.count(); i++) {
            boolean recall = false;
            boolean cover = false;
            for (int j = 0; j < generated.count(); j++) {
                boolean inReal = distances[i][j] < realRadius[i];
                precise[j] |= inReal;
                cover |= inReal;
                inside += inReal ? 1 : 0;
                recall |= distances[i][j] < generatedRadius[j];
            }
            recalled += recall ? 1 : 0;
            covered += cover ? 1 : 0;
        }
        int preciseCount = 0;
        for (boolean hit : precise) {
            preciseCount += hit ? 1 : 0;
        }
        return new Neighbours(
                (double) preciseCount / generated.count(),
                (double) recalled / real.count(),
                (double) inside / k / generated.count(),
                (double) covered / real.count());
    }

    /** Squared distance of each row's k-th neighbour, itself not counted. */
    private static double[] radii(SampleSet set, int k) {
        double[][] distances = set.squaredDistances(set);
        double[] radii = new double[set.count()];
        for (int i = 0; i < radii.length; i++) {
            Arrays.sort(distances[i]);
            radii[i] = distances[i][k];
        }
        return radii;
    }

    /**
     * How often the nearest other row of the joint set is of the same set (Lopez-Paz &amp; Oquab 2017): 1/2 for equal
     * distributions and sizes, 1 for sets that lie apart, 0 for copies.
     */
    public static double twoSampleAccuracy(SampleSet real, SampleSet generated) {
        double[] realToReal = nearest(real.squaredDistances(real), true);
        double[] generatedToGenerated = nearest(generated.squaredDistances(generated), true);
        double[] realToGenerated = nearest(real.squaredDistances(generated), false);
        double[] generatedToReal = nearest(generated.squaredDistances(real), false);
        int right = 0;
        for (int i = 0; i < real.count(); i++) {
            right += realToReal[i] < realToGenerated[i] ? 1 : 0;
        }
        for (int i = 0; i < generated.count(); i++) {
            right += generatedToGenerated[i] < generatedToReal[i] ? 1 : 0;
        }
        return (double) right / (real.count() + generated.count());
    }

    private static double[] nearest(double[][] distances, boolean own) {
        double[] least = new double[distances.length];
        for (int i = 0; i < least.length; i++) {
            least[i] = Double.POSITIVE_INFINITY;
            for (int j = 0; j < distances[i].length; j++) {
                if (!own || i != j) {
                    least[i] = Math.min(least[i], distances[i][j]);
                }
            }
        }
        return least;
    }
}
