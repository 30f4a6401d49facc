package keel.agents;

import java.util.Map;
import keel.training.InvalidConfigException;

/**
 * Which environment an agent trains in.
 *
 * @param id Gymnasium's name of it, such as {@code CartPole-v1}
 * @param arguments keyword arguments for its construction; values are booleans, numbers or strings
 * @param lanes copies stepped side by side
 */
public record EnvironmentSpec(String id, Map<String, Object> arguments, int lanes) {
    public EnvironmentSpec {
        arguments = Map.copyOf(arguments);
        InvalidConfigException.require(
                !id.isBlank(), "environment.id is empty. Name one of `keel envs list`, such as CartPole-v1.");
        InvalidConfigException.require(
                lanes >= 1 && lanes <= 65_536,
                "environment.lanes is %d, but it counts copies of the environment and must lie in 1..65536."
                        .formatted(lanes));
    }
}
