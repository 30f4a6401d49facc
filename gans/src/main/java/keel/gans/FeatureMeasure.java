package keel.gans;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.gans.features.FeatureClassifier;
import keel.gans.features.Features;
import keel.gans.metrics.Frechet;
import keel.gans.metrics.InceptionScore;
import keel.gans.metrics.KernelDistance;
import keel.gans.metrics.ModeCoverage;
import keel.gans.metrics.Neighbours;

/**
 * How generated images compare with real ones in the features of a classifier. Beside each distance stand the one of further
 * real images (floor) and of a Gaussian with the real pixels' moments.
 */
final class FeatureMeasure implements SampleMeasure, AutoCloseable {
    private static final List<String> DISTANCES = List.of("features/frechet", "features/kid");
    private static final List<String> OTHERS = List.of(
            "features/precision",
            "features/recall",
            "features/density",
            "features/coverage",
            "features/nearest_neighbour_accuracy",
            "features/inception_score",
            "classes/covered",
            "classes/reverse_kl");
    private static final String FLOOR = "_floor";
    private static final String GAUSSIAN = "_gaussian";
    private static final int NEIGHBOURS = 5;
    /** A class is covered by at least this share of what it has among real images. */
    private static final double COVERED = 0.1;

    private final FeatureClassifier classifier;
    private final Features reference;
    private final Map<String, Double> fixed = new LinkedHashMap<>();

    /** Takes over the classifier. */
    FeatureMeasure(FeatureClassifier classifier, RealSamples real) {
        this.classifier = classifier;
        reference = classifier.of(real.reference(), 0, real.count());
        fix(FLOOR, classifier.of(real.other(), 0, real.count()));
        fix(GAUSSIAN, classifier.of(real.gaussian(), 0, real.count()));
    }

    private void fix(String suffix, Features features) {
        distances(features).forEach((name, value) -> fixed.put(name + suffix, value));
    }

    static List<String> metrics() {
        List<String> names = new ArrayList<>(OTHERS);
        for (String distance : DISTANCES) {
            names.addAll(List.of(distance, distance + FLOOR, distance + GAUSSIAN));
        }
        return names;
    }

    @Override
    public Map<String, Double> of(float[] samples, int offset, int count) {
        Features generated = classifier.of(samples, offset, count);
        Map<String, Double> values = distances(generated);
        values.putAll(fixed);
        Neighbours neighbours = Neighbours.of(reference.rows(), generated.rows(), NEIGHBOURS);
        values.put("features/precision", neighbours.precision());
        values.put("features/recall", neighbours.recall());
        values.put("features/density", neighbours.density());
        values.put("features/coverage", neighbours.coverage());
        values.put(
                "features/nearest_neighbour_accuracy",
                Neighbours.twoSampleAccuracy(reference.rows(), generated.rows()));
        values.put("features/inception_score", InceptionScore.of(generated.probabilities()));
        values.put("classes/covered", (double) covered(generated.classCounts()));
        values.put("classes/reverse_kl", ModeCoverage.reverseKl(generated.classCounts()));
        return values;
    }

    private Map<String, Double> distances(Features features) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("features/frechet", Frechet.distance(reference.rows(), features.rows()));
        values.put("features/kid", KernelDistance.polynomial(reference.rows(), features.rows()));
        return values;
    }

    private int covered(long[] counts) {
        long[] real = reference.classCounts();
        int covered = 0;
        for (int k = 0; k < counts.length; k++) {
            covered += counts[k] > 0 && counts[k] >= COVERED * real[k] ? 1 : 0;
        }
        return covered;
    }

    @Override
    public void close() {
        classifier.close();
    }
}
