package keel.gans;

import java.util.List;
import java.util.Map;
import keel.gans.data.Modes;
import keel.gans.metrics.ModeCoverage;

/** How samples are spread over the modes of a mixture. */
record ModeMeasure(Modes modes) implements SampleMeasure {
    static final List<String> METRICS = List.of("modes/captured", "modes/high_quality", "modes/reverse_kl");

    @Override
    public Map<String, Double> of(float[] samples, int offset, int count) {
        ModeCoverage coverage = ModeCoverage.of(samples, offset, count, modes);
        return Map.of(
                "modes/captured", (double) coverage.captured(),
                "modes/high_quality", coverage.highQuality(),
                "modes/reverse_kl", coverage.reverseKl());
    }
}
