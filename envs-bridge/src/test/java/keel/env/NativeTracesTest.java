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

/** The environments written in Java do what Gymnasium's did. */
class NativeTracesTest extends TracesContract {
    private final NativeEnvironments provider = new NativeEnvironments();

    @Override
    protected EnvProvider provider() {
        return provider;
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
