package keel.gans;

import keel.gans.data.GanData;
import keel.gans.metrics.SampleSet;
import keel.training.random.RandomStream;

/**
 * Sets of equal size that generated samples are compared with; the same for all runs on the same data, so that their
 * distances can be compared.
 *
 * @param reference real samples that no stream gives out
 * @param other further ones: how far these are from the reference is the least that can be hoped for
 * @param gaussian drawn from the normal distribution with the reference's mean and covariance: what is near this is not good
 */
record RealSamples(float[] reference, float[] other, float[] gaussian, int count, int size) {
    /**
     * Draws them.
     *
     * @param count of each
     */
    static RealSamples of(GanData data, int count) {
        int size = data.shape().size();
        float[] reference = data.reference(count, 1).samples();
        return new RealSamples(
                reference,
                data.furtherReference(count, 2).samples(),
                gaussian(SampleSet.of(reference, 0, count, size)),
                count,
                size);
    }

    /**
     * Mean plus a random combination of all distances from the mean: with weights from N(0, 1/(n-1)) its covariance is that of
     * the set, whatever its rank.
     */
    private static float[] gaussian(SampleSet set) {
        RandomStream random = RandomStream.named(0, "evaluation/gaussian");
        double[] mean = set.mean();
        float[] drawn = new float[set.count() * set.size()];
        double[] row = new double[set.size()];
        for (int i = 0; i < set.count(); i++) {
            System.arraycopy(mean, 0, row, 0, row.length);
            for (double[] real : set.rows()) {
                double weight = random.nextGaussian() / Math.sqrt(set.count() - 1);
                for (int j = 0; j < row.length; j++) {
                    row[j] += weight * (real[j] - mean[j]);
                }
            }
            for (int j = 0; j < row.length; j++) {
                drawn[i * row.length + j] = (float) row[j];
            }
        }
        return drawn;
    }
}
