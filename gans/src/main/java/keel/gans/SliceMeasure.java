package keel.gans;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.gans.metrics.SampleSet;
import keel.gans.metrics.SlicedWasserstein;
import keel.training.random.RandomStream;

/** Sliced Wasserstein distance of samples from real ones, and what real ones and a Gaussian reach. */
final class SliceMeasure implements SampleMeasure {
    static final List<String> METRICS =
            List.of("sliced_wasserstein", "sliced_wasserstein_floor", "sliced_wasserstein_gaussian");

    private static final int LINES = 64;
    private static final double POWER = 2;

    private final SampleSet reference;
    private final double[][] lines;
    private final double floor;
    private final double gaussian;

    SliceMeasure(RealSamples real) {
        reference = SampleSet.of(real.reference(), 0, real.count(), real.size());
        lines = SlicedWasserstein.lines(LINES, real.size(), RandomStream.named(0, "evaluation/lines"));
        floor = distance(real.other(), 0);
        gaussian = distance(real.gaussian(), 0);
    }

    private double distance(float[] samples, int offset) {
        SampleSet set = SampleSet.of(samples, offset, reference.count(), reference.size());
        return SlicedWasserstein.distance(reference, set, lines, POWER);
    }

    @Override
    public Map<String, Double> of(float[] samples, int offset, int count) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("sliced_wasserstein", distance(samples, offset));
        values.put("sliced_wasserstein_floor", floor);
        values.put("sliced_wasserstein_gaussian", gaussian);
        return values;
    }
}
