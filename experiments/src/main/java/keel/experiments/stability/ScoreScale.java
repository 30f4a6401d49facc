package keel.experiments.stability;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;

/**
 * What scores of one preset mean: from untrained to solved. Depths of falls are told in this unit, whatever the score's own is.
 *
 * @param untrained the least first score of any run
 * @param solved the score to reach, above {@code untrained}
 * @param source where {@code solved} comes from, for a person
 */
public record ScoreScale(double untrained, double solved, String source) {
    /** Share of a perfect generator's samples near a mode that counts as solved; 0.989 lie there in the plane. */
    private static final double HIGH_QUALITY = 0.9;

    public ScoreScale {
        if (!(solved > untrained)) {
            throw new IllegalArgumentException("solved (%s) is not above untrained (%s)".formatted(solved, untrained));
        }
    }

    /** From untrained to solved, in the score's own unit. */
    public double unit() {
        return solved - untrained;
    }

    /** 0 untrained, 1 solved. */
    public double share(double score) {
        return (score - untrained) / unit();
    }

    /**
     * Of runs of one preset: solved is the environment's own reward threshold where it has one; 0.9 for the share of samples
     * near a mode; half of the first distance of a Dirac-GAN; and else what the best run had in its last tenth. Nothing where
     * no score was measured, or all are the same.
     */
    public static Optional<ScoreScale> of(List<RunRecord> runs) {
        List<ScoreCurve> curves = runs.stream()
                .map(run -> ScoreCurve.of(run).finite())
                .filter(curve -> !curve.isEmpty())
                .toList();
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        double first = least(curves.stream().map(curve -> curve.y()[0]).toList());
        double lowest = least(curves.stream()
                .flatMap(curve -> Arrays.stream(curve.y()).boxed())
                .toList());
        Target target = target(runs.get(0), first, curves);
        double untrained = first < target.score() ? first : lowest;
        return target.score() > untrained
                ? Optional.of(new ScoreScale(untrained, target.score(), target.source()))
                : Optional.empty();
    }

    private record Target(double score, String source) {}

    private static Target target(RunRecord run, double first, List<ScoreCurve> curves) {
        String environment = run.config().at("/environment/id").asText();
        OptionalDouble threshold = threshold(environment);
        if (threshold.isPresent()) {
            return new Target(threshold.getAsDouble(), "the reward threshold of " + environment);
        }
        String metric = Score.metric(run);
        if (metric.equals("modes/high_quality")) {
            return new Target(HIGH_QUALITY, "nine samples in ten near a mode");
        }
        if (metric.equals(Score.NEARNESS)) {
            return new Target(first / 2, "half of the first distance to the equilibrium");
        }
        double best = curves.stream()
                .map(curve -> curve.lastTenth().mean())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Target(best, "the last tenth of the best run here, as nothing else tells when this is solved");
    }

    private static OptionalDouble threshold(String environment) {
        try (NativeEnvironments environments = new NativeEnvironments()) {
            return environments.specs().stream()
                    .filter(spec -> spec.id().equals(environment))
                    .map(EnvSpec::rewardThreshold)
                    .findFirst()
                    .orElse(OptionalDouble.empty());
        }
    }

    private static double least(List<Double> values) {
        return values.stream().min(Comparator.naturalOrder()).orElseThrow();
    }
}
