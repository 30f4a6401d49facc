package keel.experiments.stability.sensitivity;

import java.util.Map;

/**
 * What a setting scored in one environment, averaged over its seeds.
 *
 * @param hyperparameters value by name, the same names in all settings that are compared
 * @param environment where
 * @param score higher is better; negative infinity if the setting diverged
 */
public record SettingScore(Map<String, String> hyperparameters, String environment, double score) {
    public SettingScore {
        hyperparameters = Map.copyOf(hyperparameters);
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException(
                    "the score of %s in %s is NaN: a setting that diverged has negative infinity"
                            .formatted(hyperparameters, environment));
        }
    }
}
