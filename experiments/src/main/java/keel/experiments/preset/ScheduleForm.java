package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The ways to write one rate: {@code 7e-4} and {@code {type: constant, value: 7e-4}} are the same rates, and so are a triangle
 * without a phase and one with phase 0, on its own or as part of another schedule. Trees that are not schedules are left for the
 * reader to refuse.
 */
final class ScheduleForm {
    /** By section, what else than a rate may follow a schedule; it counts environment steps, or a pair's iterations. */
    private static final Map<String, List<String>> COEFFICIENTS = Map.ofEntries(
            Map.entry("dqn", List.of("epsilon")),
            Map.entry("dqn.replay", List.of("beta")),
            Map.entry("a2c", List.of("entropy-weight")),
            Map.entry("ppo", List.of("clip-range", "value-clip-range", "entropy-weight")),
            Map.entry("rl4j-a2c", List.of("entropy-weight")),
            Map.entry("rl4j-double-dqn", List.of("epsilon")),
            Map.entry("rl4j-nstep-q", List.of("epsilon")),
            Map.entry("gan", List.of("instance-noise")),
            Map.entry("sac", List.of("entropy-weight", "exploration-noise")),
            Map.entry("td3", List.of("exploration-noise")),
            Map.entry("ddpg", List.of("exploration-noise")));

    private ScheduleForm() {}

    /** Every optional parameter of every schedule and controller filled in. */
    static ObjectNode complete(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        eachSchedule(result, ScheduleForm::completed);
        each(result, RateReader.CONTROLLERS, node -> filled(node, ControllerTypes.ALL));
        return result;
    }

    private static JsonNode completed(JsonNode schedule) {
        eachPart(schedule, ScheduleForm::completed);
        return filled(schedule, ScheduleTypes.ALL);
    }

    /** Every schedule and controller in the shortest way to write it, which is the same for equal rates. */
    static ObjectNode shortest(ObjectNode config) {
        ObjectNode result = config.deepCopy();
        eachSchedule(result, ScheduleForm::shortened);
        each(result, RateReader.CONTROLLERS, node -> emptied(node, ControllerTypes.ALL));
        for (String section : List.of(RateReader.MOMENTUM, RateReader.CONTROLLERS, RateReader.LAYER_RATES)) {
            if (result.path(section).isObject() && result.path(section).isEmpty()) {
                result.remove(section);
            }
        }
        return result;
    }

    private static JsonNode shortened(JsonNode schedule) {
        eachPart(schedule, ScheduleForm::shortened);
        JsonNode shorter = emptied(schedule, ScheduleTypes.ALL);
        boolean constant = shorter.path("type").asText().equals(ScheduleTypes.CONSTANT) && shorter.has("value");
        return constant ? shorter.get("value") : shorter;
    }

    private static <T> JsonNode filled(JsonNode node, Map<String, Variant<T>> types) {
        if (node instanceof ObjectNode object) {
            Variant<T> type = types.get(object.path("type").asText());
            if (type != null) {
                type.defaults().properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
            }
        }
        return node;
    }

    private static <T> JsonNode emptied(JsonNode node, Map<String, Variant<T>> types) {
        if (node instanceof ObjectNode object) {
            Variant<T> type = types.get(object.path("type").asText());
            if (type != null) {
                type.defaults().properties().forEach(entry -> {
                    if (same(entry.getValue(), object.path(entry.getKey()))) {
                        object.remove(entry.getKey());
                    }
                });
            }
        }
        return node;
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber()) ? one.doubleValue() == other.doubleValue() : one.equals(other);
    }

    private static void eachSchedule(ObjectNode config, UnaryOperator<JsonNode> change) {
        each(config, RateReader.RATES, change);
        each(config, RateReader.MOMENTUM, change);
        COEFFICIENTS.forEach((section, keys) -> {
            if (config.at("/" + section.replace('.', '/')) instanceof ObjectNode values) {
                keys.stream().filter(values::has).forEach(key -> values.set(key, change.apply(values.get(key))));
            }
        });
    }

    /** Changes what a combinator combines: one schedule, or a list. */
    private static void eachPart(JsonNode schedule, UnaryOperator<JsonNode> change) {
        if (!(schedule instanceof ObjectNode object)) {
            return;
        }
        JsonNode of = object.path(ScheduleTypes.OF);
        if (of instanceof ArrayNode parts) {
            for (int i = 0; i < parts.size(); i++) {
                parts.set(i, change.apply(parts.get(i)));
            }
        } else if (of.isObject()) {
            object.set(ScheduleTypes.OF, change.apply(of));
        }
    }

    /** Changes every value of one section of the configuration. */
    private static void each(ObjectNode config, String section, UnaryOperator<JsonNode> change) {
        if (config.path(section) instanceof ObjectNode values) {
            List<String> names = new ArrayList<>();
            values.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> values.set(name, change.apply(values.get(name))));
        }
    }
}
