package keel.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.experiments.preset.ConfigTree;

/**
 * A change to rates that is worth trying with many presets, named once for all of them: {@code PRESET+VARIANT}.
 *
 * @param networks that a preset must have
 * @param about one line for a person
 * @param vary as {@code --vary} is written, with one value each
 */
public record PresetVariant(String name, List<String> networks, String about, List<String> vary) {
    public PresetVariant {
        networks = List.copyOf(networks);
        vary = List.copyOf(vary);
    }

    /** All that ship with Keel, by name, in the order in which they are worth reading. */
    public static Map<String, PresetVariant> all() {
        Map<String, PresetVariant> all = new LinkedHashMap<>();
        ObjectNode file = ConfigTree.resource(PresetVariant.class, "variants.yaml");
        file.properties()
                .forEach(entry -> all.put(
                        entry.getKey(),
                        new PresetVariant(
                                entry.getKey(),
                                texts(entry.getValue().path("networks")),
                                entry.getValue().path("about").asText(),
                                texts(entry.getValue().path("vary")))));
        return all;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
