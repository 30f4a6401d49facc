package keel.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environments written in Java do what Gymnasium's did. */
class NativeTracesTest {
    private final NativeEnvironments provider = new NativeEnvironments();

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "CliffWalking-v1", "FrozenLake-v1", "Taxi-v4"})
    void replaysTraces(String id) {
        TraceReplay.traces(provider, id + ".json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1"})
    void replaysEpisodesOfAPolicy(String id) {
        TraceReplay.traces(provider, "policy-episodes.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "FrozenLake-v1"})
    void replaysVectors(String id) {
        TraceReplay.vectors(provider, "vector-autoreset.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "CliffWalking-v1", "FrozenLake-v1", "Taxi-v4"})
    void replaysArgumentsAndOptions(String id) {
        TraceReplay.argumentsAndOptions(provider, "kwargs-options.json", id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Blackjack-v1",
                "CliffWalking-v1",
                "CliffWalkingSlippery-v1",
                "FrozenLake-v1",
                "FrozenLake8x8-v1",
                "Taxi-v4"
            })
    void replaysToyTextWithItsArguments(String id) {
        TraceReplay.traces(provider, "toytext-episodes.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CliffWalking-v1", "FrozenLake8x8-v1", "Taxi-v4"})
    void replaysToyTextVectors(String id) {
        TraceReplay.vectors(provider, "toytext-episodes.json", id);
    }

    @Test
    void isRegisteredAlike() {
        Map<String, EnvSpec> specs =
                provider.specs().stream().collect(Collectors.toMap(EnvSpec::id, Function.identity()));
        for (JsonNode expected : Reference.json("toytext-episodes.json").get("specs")) {
            EnvSpec spec = specs.get(expected.get("env").asText());
            assertNotNull(spec, expected.toString());
            JsonNode limit = expected.get("max_episode_steps");
            assertEquals(
                    limit.isNull() ? OptionalLong.empty() : OptionalLong.of(limit.asLong()), spec.maxEpisodeSteps());
            JsonNode threshold = expected.get("reward_threshold");
            assertEquals(
                    threshold.isNull() ? OptionalDouble.empty() : OptionalDouble.of(threshold.asDouble()),
                    spec.rewardThreshold());
            assertEquals(expected.get("nondeterministic").asBoolean(), spec.nondeterministic());
        }
    }
}
