package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The ids of the presets name the folders of runs that exist: a new key must not change them while its value says what was
 * so before.
 */
class PresetIdTest {
    @Test
    void idsStayWhatTheyWere() {
        PresetCatalog catalog = new PresetCatalog();
        Map<String, String> ids = new TreeMap<>();
        catalog.entries()
                .forEach(entry -> ids.put(
                        entry.name(),
                        catalog.resolve(entry.name(), PresetCatalog.Overrides.none())
                                .id()));
        assertEquals(
                Map.of(
                        "acrobot-a2c", "da9ebd19",
                        "acrobot-ppo", "a06fa3b9",
                        "cartpole-a2c", "d3669ce2",
                        "cartpole-a2c-cyclical", "567dd16c",
                        "cartpole-dqn", "6834257b",
                        "cartpole-hidden-ppo-lstm", "a58d5234",
                        "cartpole-ppo", "fa690b6e",
                        "pendulum-ppo", "fc7658b3",
                        "ring-gan", "f5431d9c",
                        "ring-gan-cyclical", "6db2848d"),
                ids);
    }
}
