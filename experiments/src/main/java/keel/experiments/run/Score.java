package keel.experiments.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metric by which a run is judged, higher being better: return of evaluation episodes for agents; for GANs the share of
 * samples of high quality where the data have modes, and coverage of real images in features where they are images.
 */
public final class Score {
    private static final List<String> METRICS = List.of("eval/return", "modes/high_quality", "features/coverage");

    private Score() {}

    /** Which of measurements it is, if they have one. */
    public static Optional<String> metric(Map<String, Double> measured) {
        return METRICS.stream().filter(measured::containsKey).findFirst();
    }

    /** Its value among measurements, if they have one. */
    public static Optional<Double> of(Map<String, Double> measured) {
        return metric(measured).map(measured::get);
    }

    /** The one that a run measured; without any, the one of its kind. */
    public static String metric(RunRecord run) {
        return METRICS.stream()
                .filter(metric -> run.metrics().stream()
                        .anyMatch(record -> record.values().containsKey(metric)))
                .findFirst()
                .orElse(run.kind().equals("gan") ? METRICS.get(1) : METRICS.get(0));
    }
}
