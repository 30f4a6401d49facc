package keel.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import keel.experiments.preset.ConfigTree;

/**
 * A change to rates that is worth trying with many presets, named once for all of them: {@code PRESET+VARIANT}. The same name
 * may stand for several changes, one for each kind of networks.
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

    /** All that ship with Keel, those of the same networks together, in the order in which they are worth reading. */
    public static List<PresetVariant> all() {
        List<PresetVariant> all = new ArrayList<>();
        ConfigTree.resource(PresetVariant.class, "variants.yaml").properties().forEach(kind -> {
            List<String> networks = List.of(kind.getKey().split(", ", -1));
            kind.getValue()
                    .properties()
                    .forEach(variant -> all.add(new PresetVariant(
                            variant.getKey(),
                            networks,
                            variant.getValue().path("about").asText(),
                            texts(variant.getValue().path("vary")))));
        });
        return all;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** Whether a preset with these networks has the ones that it changes. */
    boolean isFor(Collection<String> present) {
        return present.containsAll(networks);
    }
}
