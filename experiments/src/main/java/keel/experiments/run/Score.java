package keel.experiments.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metric by which a run is judged, higher being better: return of evaluation episodes for agents; for GANs the share of
 * samples of high quality where the data have modes, and coverage of real images in features where they are images. A Dirac-GAN
 * has {@link #NEARNESS}.
 */
public final class Score {
    private static final String THETA = "dirac/theta";
    private static final String PSI = "dirac/psi";
    private static final List<String> METRICS = List.of("eval/return", "modes/high_quality", "features/coverage");

    /** Minus the distance of a Dirac-GAN's parameters from the equilibrium; no metric of its own, but made of both parameters. */
    public static final String NEARNESS = "dirac/nearness";

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
                .filter(metric -> measured(run, metric))
                .findFirst()
                .orElseGet(() ->
                        measured(run, THETA) ? NEARNESS : METRICS.get(run.kind().equals("gan") ? 1 : 0));
    }

    private static boolean measured(RunRecord run, String metric) {
        return run.metrics().stream().anyMatch(record -> record.values().containsKey(metric));
    }

    /** A metric's value among measurements, or what {@link #NEARNESS} is made of; nothing if they do not have it. */
    public static Optional<Double> of(Map<String, Double> measured, String metric) {
        if (!metric.equals(NEARNESS)) {
            return Optional.ofNullable(measured.get(metric));
        }
        return Optional.ofNullable(measured.get(THETA)).map(theta -> -Math.hypot(theta, measured.get(PSI)));
    }
}
