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
                        "cartpole-a2c", "fb711f0d",
                        "cartpole-a2c-cyclical", "c237a42e",
                        "cartpole-dqn", "6834257b",
                        "mountaincarcontinuous-sac", "5f2312fb",
                        "pendulum-ddpg", "c64bb3e6",
                        "pendulum-sac", "cb93ee57",
                        "pendulum-td3", "dea1144c",
                        "ring-gan", "f5431d9c",
                        "ring-gan-cyclical", "6db2848d"),
                ids);
    }
}
