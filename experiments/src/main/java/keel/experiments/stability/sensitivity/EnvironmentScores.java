package keel.experiments.stability.sensitivity;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Scores of one algorithm's settings in several environments, and what tuning for each of them is worth (Adkins et al. 2024).
 * Immutable.
 *
 * <p>Scores must be in one unit across environments: Adkins et al. scale returns by the 5th and 95th percentile of all runs of
 * all algorithms in an environment. A setting that diverged in an environment counts as one that has no score there.
 */
public final class EnvironmentScores {
    private final Set<String> environments;
    private final List<SettingScore> scores;

    private EnvironmentScores(Set<String> environments, List<SettingScore> scores) {
        this.environments = environments;
        this.scores = scores;
    }

    /**
     * Of all settings; not every one needs a score in every environment.
     *
     * @throws IllegalArgumentException if a setting has two scores in one environment
     */
    public static EnvironmentScores of(List<SettingScore> scores) {
        Set<String> environments = new TreeSet<>();
        Set<SettingScore> places = new HashSet<>();
        for (SettingScore score : scores) {
            environments.add(score.environment());
            if (!places.add(new SettingScore(score.hyperparameters(), score.environment(), 0))) {
                throw new IllegalArgumentException("%s has two scores in %s: average over seeds first"
                        .formatted(score.hyperparameters(), score.environment()));
            }
        }
        return new EnvironmentScores(
                environments,
                scores.stream().filter(score -> Double.isFinite(score.score())).toList());
    }

    /** Of some settings only, in the same environments. */
    public EnvironmentScores where(Predicate<Map<String, String>> setting) {
        return new EnvironmentScores(
                environments,
                scores.stream()
                        .filter(score -> setting.test(score.hyperparameters()))
                        .toList());
    }

    /** Of those settings that have a score in every environment. */
    public EnvironmentScores complete() {
        Map<Map<String, String>, Long> counts =
                scores.stream().collect(Collectors.groupingBy(SettingScore::hyperparameters, Collectors.counting()));
        return where(setting -> counts.getOrDefault(setting, 0L) == environments.size());
    }

    /**
     * The best setting of one environment.
     *
     * @throws IllegalStateException if none has a score there
     */
    public SettingScore bestIn(String environment) {
        return scores.stream()
                .filter(score -> score.environment().equals(environment))
                .max(Comparator.comparingDouble(SettingScore::score))
                .orElseThrow(() -> new IllegalStateException("no setting has a score in " + environment));
    }

    /**
     * The setting with the best mean over environments, of those with a score in every one: what to use where nothing is tuned.
     *
     * @throws IllegalStateException if there is none
     */
    public Map<String, String> bestAcrossEnvironments() {
        return bestMean().getKey();
    }

    /** The mean over environments of {@link #bestAcrossEnvironments}. */
    public double tunedAcrossEnvironments() {
        return bestMean().getValue();
    }

    private Map.Entry<Map<String, String>, Double> bestMean() {
        return complete().scores.stream()
                .collect(Collectors.groupingBy(
                        SettingScore::hyperparameters,
                        LinkedHashMap::new,
                        Collectors.averagingDouble(SettingScore::score)))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow(() -> new IllegalStateException(
                        "no setting has a score in every environment: none can be compared across them"));
    }

    /** Mean over environments of the best score in each, whatever its setting. */
    public double tunedPerEnvironment() {
        return environments.stream()
                .mapToDouble(environment -> bestIn(environment).score())
                .average()
                .orElseThrow();
    }

    /** What one setting for all environments loses against the best for each, at least 0. */
    public double sensitivity() {
        return tunedPerEnvironment() - tunedAcrossEnvironments();
    }
}
