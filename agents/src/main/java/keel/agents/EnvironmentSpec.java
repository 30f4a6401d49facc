package keel.agents;

import java.util.List;
import java.util.Map;
import keel.training.InvalidConfigException;

/**
 * Which environment an agent trains in, and what of it the agent sees.
 *
 * @param id Gymnasium's name of it, such as {@code CartPole-v1}
 * @param arguments keyword arguments for its construction; values are booleans, numbers or strings
 * @param lanes copies stepped side by side
 * @param features which numbers of an observation agents see, counted from 0; empty: all. Leaving some out makes a task
 *     partially observed
 * @param history how many observations agents see at once, the latest last; zeros stand before an episode's first
 */
public record EnvironmentSpec(
        String id,
        Map<String, Object> arguments,
        int lanes,
        List<Integer> features,
        int history,
        NormalizationSpec normalization) {
    public EnvironmentSpec {
        arguments = Map.copyOf(arguments);
        features = List.copyOf(features);
        InvalidConfigException.require(
                !id.isBlank(), "environment.id is empty. Name one of `keel envs list`, such as CartPole-v1.");
        InvalidConfigException.require(
                lanes >= 1 && lanes <= 65_536,
                "environment.lanes is %d, but it counts copies of the environment and must lie in 1..65536."
                        .formatted(lanes));
        InvalidConfigException.require(
                features.stream().allMatch(feature -> feature >= 0)
                        && features.stream().distinct().count() == features.size(),
                "environment.features is %s, but it names numbers of an observation, each once, counted from 0."
                        .formatted(features));
        InvalidConfigException.require(
                history >= 1 && history <= 1024,
                "environment.history is %d, but it counts observations seen at once and must lie in 1..1024. Use 1 for the latest alone."
                        .formatted(history));
    }

    /** All of the latest observation, as it is. */
    public EnvironmentSpec(String id, Map<String, Object> arguments, int lanes) {
        this(id, arguments, lanes, List.of(), 1, NormalizationSpec.NONE);
    }
}
