package keel.env;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of an environment beside its spaces (Gymnasium's {@code EnvSpec} and metadata).
 *
 * @param id Gymnasium's name, such as {@code CartPole-v1}
 * @param maxEpisodeSteps after which an episode is truncated; empty: no limit
 * @param rewardThreshold mean return at which the task counts as solved; empty: not defined
 * @param nondeterministic random even when seeded
 * @param argumentNames keyword arguments of its construction, sorted; empty where they are not known
 * @param renderModes such as {@code rgb_array}; empty: it cannot be rendered
 * @param renderFps pictures a second at the environment's own pace; empty: not defined
 */
public record EnvSpec(
        String id,
        OptionalLong maxEpisodeSteps,
        OptionalDouble rewardThreshold,
        boolean nondeterministic,
        List<String> argumentNames,
        List<String> renderModes,
        OptionalDouble renderFps) {
    public EnvSpec {
        argumentNames = argumentNames.stream().sorted().toList();
        renderModes = List.copyOf(renderModes);
    }

    /** The same environment, drawn as pictures at this pace ({@code rgb_array}). */
    public EnvSpec drawn(double picturesPerSecond) {
        return new EnvSpec(
                id,
                maxEpisodeSteps,
                rewardThreshold,
                nondeterministic,
                argumentNames,
                List.of("rgb_array"),
                OptionalDouble.of(picturesPerSecond));
    }

    /** A deterministic environment without limit, threshold, arguments and rendering. */
    public static EnvSpec of(String id) {
        return new EnvSpec(
                id, OptionalLong.empty(), OptionalDouble.empty(), false, List.of(), List.of(), OptionalDouble.empty());
    }
}
