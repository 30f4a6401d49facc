package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ways to write one rate schedule: {@code 7e-4} and {@code {type: constant, value: 7e-4}} are the same rates, and so are a
 * triangle without a phase and one with phase 0. Trees that are not schedules are left for the reader to refuse.
 */
final class ScheduleForm {
    private static final String RATES = "rates";
    private static final String CONSTANT = "constant";

    /** What a schedule's parameters are where they are left out, by type. */
    private static final Map<String, SortedMap<String, Long>> OPTIONAL = Map.of(
            "triangular", new TreeMap<>(Map.of("phase", 0L)),
            "cosine-restarts", new TreeMap<>(Map.of("multiplier", 1L, "phase", 0L)));

    private ScheduleForm() {}

    /** Every optional parameter of every schedule filled in. */
    static ObjectNode complete(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        for (ObjectNode schedule : schedules(result)) {
            optional(schedule).forEach((name, value) -> {
                if (!schedule.has(name)) {
                    schedule.put(name, value);
                }
            });
        }
        return result;
    }

    /** Every schedule in the shortest way to write it, which is the same for equal rates. */
    static ObjectNode shortest(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        for (ObjectNode schedule : schedules(result)) {
            optional(schedule).forEach((name, value) -> {
                if (schedule.path(name).isNumber() && schedule.get(name).doubleValue() == value) {
                    schedule.remove(name);
                }
            });
        }
        if (result.get(RATES) instanceof ObjectNode rates) {
            for (String network : names(rates)) {
                JsonNode rate = rates.get(network);
                if (rate.path("type").asText().equals(CONSTANT) && rate.has("value")) {
                    rates.set(network, rate.get("value"));
                }
            }
        }
        return result;
    }

    private static SortedMap<String, Long> optional(ObjectNode schedule) {
        return OPTIONAL.getOrDefault(schedule.path("type").asText(), new TreeMap<>());
    }

    private static List<ObjectNode> schedules(ObjectNode config) {
        List<ObjectNode> all = new ArrayList<>();
        config.path(RATES).forEach(rate -> {
            if (rate instanceof ObjectNode schedule) {
                all.add(schedule);
            }
        });
        return all;
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
