package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The ids of the presets name the folders of runs that exist: a new key must not change them while its value says what was
 * so before. They stand in {@code preset-ids.properties}.
 */
class PresetIdTest {
    @Test
    void idsStayWhatTheyWere() throws IOException {
        PresetCatalog catalog = new PresetCatalog();
        Map<String, String> ids = new TreeMap<>();
        catalog.entries()
                .forEach(entry -> ids.put(
                        entry.name(),
                        catalog.resolve(entry.name(), PresetCatalog.Overrides.none())
                                .id()));
        Properties pinned = new Properties();
        try (InputStream in = PresetIdTest.class.getResourceAsStream("preset-ids.properties")) {
            pinned.load(in);
        }
        assertEquals(lines(new TreeMap<>(pinned)), lines(ids));
    }

    private static String lines(Map<?, ?> ids) {
        return ids.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
    }
}
