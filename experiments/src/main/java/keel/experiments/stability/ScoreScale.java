package keel.experiments.stability;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;

/**
 * What scores of one task mean: from untrained to solved. Depths of falls are told in this unit, whatever the score's own is.
 *
 * <table>
 *   <caption>Where both come from</caption>
 *   <tr><th>task</th><th>untrained</th><th>solved</th></tr>
 *   <tr><td>one of Keel's own environments</td><td>what random actions get, mean of 20 episodes</td><td>its reward threshold; without one, the
 *       best mean of five evaluations in a row of any run, if it is above what a lucky random episode gets</td></tr>
 *   <tr><td>a server's environment</td><td>the lowest score of any run</td><td>the same, as thresholds are not known</td></tr>
 *   <tr><td>a mixture</td><td>0</td><td>0.9 of the samples near a mode</td></tr>
 *   <tr><td>images</td><td>0</td><td>the best five evaluations in a row of any run</td></tr>
 *   <tr><td>Dirac-GAN</td><td>minus the first distance to the equilibrium</td><td>half of it</td></tr>
 * </table>
 *
 * @param solved above {@code untrained}
 * @param source where they come from, for a person
 */
public record ScoreScale(double untrained, double solved, String source) {
    /** Share of a perfect generator's samples near a mode that counts as solved; 0.989 lie there in the plane. */
    private static final double HIGH_QUALITY = 0.9;
    /** Of the unit: a fall this deep is none of noise. */
    private static final double DEEP = 0.5;

    private static final int IN_A_ROW = 5;

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

    /** The least depth of what counts as a fall, in the score's own unit. */
    public double deep() {
        return DEEP * unit();
    }

    /** Of runs of one task. Nothing where no score was measured, or none that is clearly better than untrained. */
    public static Optional<ScoreScale> of(List<RunRecord> runs) {
        List<ScoreCurve> curves = runs.stream()
                .map(run -> ScoreCurve.of(run).finite())
                .filter(curve -> !curve.isEmpty())
                .toList();
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        double best = curves.stream()
                .mapToDouble(curve -> curve.bestInARow(IN_A_ROW))
                .max()
                .orElseThrow();
        RunRecord first = runs.get(0);
        return switch (Score.metric(first)) {
            case "modes/high_quality" -> scale(0, HIGH_QUALITY, "nine samples in ten near a mode");
            case Score.NEARNESS -> {
                double start =
                        curves.stream().mapToDouble(curve -> curve.y()[0]).min().orElseThrow();
                yield scale(start, start / 2, "half of the first distance to the equilibrium");
            }
            case "features/coverage" -> scale(0, best, "the best five evaluations in a row here");
            default -> ofEnvironment(first.config().path("environment"), curves, best);
        };
    }

    private static Optional<ScoreScale> ofEnvironment(JsonNode environment, List<ScoreCurve> curves, double best) {
        Optional<RandomPolicy> random = RandomPolicy.in(environment);
        OptionalDouble threshold = threshold(environment.path("id").asText());
        if (random.isEmpty()) {
            double lowest = curves.stream()
                    .flatMapToDouble(curve -> Arrays.stream(curve.y()))
                    .min()
                    .orElseThrow();
            return scale(lowest, best, "the lowest score and the best five evaluations in a row here");
        }
        double untrained = random.get().meanReturn();
        if (threshold.isPresent()) {
            return scale(
                    untrained,
                    threshold.getAsDouble(),
                    "random actions, and the reward threshold of %s"
                            .formatted(environment.path("id").asText()));
        }
        return best > untrained + 2 * random.get().deviation()
                ? scale(untrained, best, "random actions, and the best five evaluations in a row here")
                : Optional.empty();
    }

    private static Optional<ScoreScale> scale(double untrained, double solved, String source) {
        return solved > untrained ? Optional.of(new ScoreScale(untrained, solved, source)) : Optional.empty();
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
}
