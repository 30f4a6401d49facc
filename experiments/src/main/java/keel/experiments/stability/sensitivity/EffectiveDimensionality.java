package keel.experiments.stability.sensitivity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hipparchus.util.Combinations;

/**
 * How many hyper-parameters must be tuned for every environment to have most of what tuning all of them gives (Adkins et al.
 * 2024). The others keep their value of the best setting across environments.
 *
 * @param bestTuned for every number of hyper-parameters from 0 to all, those which to tune is worth most
 */
public record EffectiveDimensionality(List<Tuned> bestTuned) {
    /** Share of the score of tuning everything that must be reached. */
    public static final double SHARE = 0.95;

    /**
     * Hyper-parameters that are tuned, and the score that gives.
     *
     * @param score mean over environments of the best score in each
     */
    public record Tuned(Set<String> hyperparameters, double score) {}

    public EffectiveDimensionality {
        bestTuned = List.copyOf(bestTuned);
        double all = bestTuned.get(bestTuned.size() - 1).score();
        if (!(all > 0)) {
            throw new IllegalArgumentException(
                    "tuning everything scores %s, of which a share says nothing: scale scores so that 0 is the worst"
                            .formatted(all));
        }
    }

    /**
     * Tries all subsets of hyper-parameters: with k of them, 2ᵏ. As in the paper's code, where not everything is tuned only
     * settings with a score in every environment count.
     */
    public static EffectiveDimensionality of(EnvironmentScores scores) {
        Map<String, String> fixed = scores.bestAcrossEnvironments();
        List<String> names = List.copyOf(new TreeSet<>(fixed.keySet()));
        List<Tuned> best = new ArrayList<>();
        for (int size = 0; size < names.size(); size++) {
            best.add(bestOfSize(scores.complete(), fixed, names, size));
        }
        best.add(new Tuned(fixed.keySet(), scores.tunedPerEnvironment()));
        return new EffectiveDimensionality(best);
    }

    private static Tuned bestOfSize(
            EnvironmentScores complete, Map<String, String> fixed, List<String> names, int size) {
        return StreamSupport.stream(new Combinations(names.size(), size).spliterator(), false)
                .map(chosen -> Arrays.stream(chosen).mapToObj(names::get).collect(Collectors.toSet()))
                .map(tuned -> new Tuned(
                        tuned,
                        complete.where(setting -> fixed.keySet().stream()
                                        .allMatch(name -> tuned.contains(name)
                                                || fixed.get(name).equals(setting.get(name))))
                                .tunedPerEnvironment()))
                .max(Comparator.comparingDouble(Tuned::score))
                .orElseThrow();
    }

    /** Fewest hyper-parameters that reach {@link #SHARE} of the score of tuning all; 0 if tuning is not worth it. */
    public int dimension() {
        double needed = SHARE * bestTuned.get(bestTuned.size() - 1).score();
        return (int)
                bestTuned.stream().takeWhile(tuned -> tuned.score() < needed).count();
    }
}
