package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import keel.env.Suggestion;
import keel.training.InvalidConfigException;

/**
 * One mapping of a configuration while it is read. Faults are collected, not thrown, so that all are reported at once; after a
 * fault a reader goes on with a stand-in that nobody will use. {@link #finish} reports keys that nobody asked for.
 */
final class Section {
    private final String path;
    private final ObjectNode node;
    private final List<String> faults;
    private final TreeSet<String> known = new TreeSet<>();

    Section(String path, ObjectNode node, List<String> faults) {
        this.path = path;
        this.node = node;
        this.faults = faults;
    }

    /** Named alternatives for {@link #choice}, in their order. */
    static <E> Map<String, E> byKey(E[] values, Function<E, String> key) {
        Map<String, E> result = new LinkedHashMap<>();
        Arrays.stream(values).forEach(value -> result.put(key.apply(value), value));
        return result;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whether this stands somewhere under a key of the whole configuration. */
    boolean within(String key) {
        return path.equals(key) || path.startsWith(key + ".");
    }

    private Optional<JsonNode> get(String key) {
        known.add(key);
        return Optional.ofNullable(node.get(key));
    }

    boolean has(String key) {
        return get(key).isPresent();
    }

    private void wrong(String key, JsonNode value, String expected) {
        faults.add("%s is %s, but it must be %s.".formatted(path(key), value, expected));
    }

    private JsonNode require(String key, String expected) {
        return get(key).orElseGet(() -> {
            faults.add("%s is missing; it must be %s.".formatted(path(key), expected));
            return JsonNodeFactory.instance.missingNode();
        });
    }

    long whole(String key) {
        String expected = "a whole number";
        JsonNode value = require(key, expected);
        if (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())) {
            return (long) value.doubleValue();
        }
        if (!value.isMissingNode()) {
            wrong(key, value, expected);
        }
        return 1;
    }

    int wholeInt(String key) {
        long value = whole(key);
        if (value != (int) value) {
            faults.add("%s is %d, which is too large.".formatted(path(key), value));
            return 1;
        }
        return (int) value;
    }

    double number(String key) {
        return number(key, "a number, such as 1e-3");
    }

    /** As {@link #number(String)}, with other words for what it must be. */
    double number(String key, String expected) {
        JsonNode value = require(key, expected);
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (!value.isMissingNode()) {
            wrong(key, value, expected);
        }
        return 0.5;
    }

    Optional<Double> optionalNumber(String key) {
        return has(key) ? Optional.of(number(key)) : Optional.empty();
    }

    Optional<Integer> optionalWholeInt(String key) {
        return has(key) ? Optional.of(wholeInt(key)) : Optional.empty();
    }

    boolean flag(String key) {
        String expected = "true or false";
        JsonNode value = require(key, expected);
        if (!value.isBoolean() && !value.isMissingNode()) {
            wrong(key, value, expected);
        }
        return value.booleanValue();
    }

    String text(String key) {
        String expected = "a name";
        JsonNode value = require(key, expected);
        if (value.isValueNode() && !value.isMissingNode() && !value.isNull()) {
            return value.asText();
        }
        if (!value.isMissingNode()) {
            wrong(key, value, expected);
        }
        return "?";
    }

    /** One of the named alternatives; what is wrong is reported with the nearest. */
    <T> T choice(String key, Map<String, T> alternatives) {
        String name = text(key);
        T chosen = alternatives.get(name);
        if (chosen != null) {
            return chosen;
        }
        if (!name.equals("?")) {
            faults.add("%s is '%s', which is none of: %s.%s"
                    .formatted(
                            path(key),
                            name,
                            String.join(", ", new TreeSet<>(alternatives.keySet())),
                            Suggestion.of(name, alternatives.keySet())));
        }
        return alternatives.values().iterator().next();
    }

    /** Whether the value under this key names one of the alternatives. */
    boolean names(String key, Map<String, ?> alternatives) {
        return get(key).filter(value -> alternatives.containsKey(value.asText()))
                .isPresent();
    }

    List<Integer> wholes(String key) {
        return list(
                key,
                "a list of whole numbers, such as [64, 64]",
                element -> element.isIntegralNumber() && element.canConvertToInt(),
                element -> element.isIntegralNumber() ? element.asInt(1) : 1);
    }

    List<Double> numbers(String key) {
        return list(key, "a list of numbers, such as [1e-3, 1e-4]", JsonNode::isNumber, JsonNode::doubleValue);
    }

    /** Whole numbers that may be large, such as counts of updates. */
    List<Long> counts(String key) {
        return list(
                key,
                "a list of whole numbers, such as [1000, 5000]",
                element -> element.isNumber() && element.doubleValue() == Math.rint(element.doubleValue()),
                element -> (long) element.doubleValue());
    }

    private <T> List<T> list(String key, String expected, Predicate<JsonNode> fits, Function<JsonNode, T> read) {
        JsonNode value = require(key, expected);
        List<T> result = new ArrayList<>();
        boolean good = value.isArray();
        for (JsonNode element : value) {
            good &= fits.test(element);
            result.add(read.apply(element));
        }
        if (!good && !value.isMissingNode()) {
            wrong(key, value, expected);
        }
        return result;
    }

    /** The elements of the list under this key, as a section whose keys are 0, 1, ... */
    Section elements(String key) {
        return elements(key, "a list");
    }

    private Section elements(String key, String expected) {
        JsonNode value = require(key, expected);
        if (!value.isArray() && !value.isMissingNode()) {
            wrong(key, value, expected);
        }
        ObjectNode byIndex = JsonNodeFactory.instance.objectNode();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                byIndex.set(Integer.toString(i), value.get(i));
            }
        }
        return new Section(path(key), byIndex, faults);
    }

    /** The keys that are there. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Whether the value under this key is a mapping. */
    boolean isMapping(String key) {
        return get(key).filter(JsonNode::isObject).isPresent();
    }

    Section section(String key) {
        String expected = "a mapping";
        JsonNode value = require(key, expected);
        if (value instanceof ObjectNode object) {
            return new Section(path(key), object, faults);
        }
        if (!value.isMissingNode()) {
            wrong(key, value, expected);
        }
        // A section that is not there has no unknown keys and no further faults of its own.
        return new Section(path(key), JsonNodeFactory.instance.objectNode(), new ArrayList<>());
    }

    /** A list of mappings, each at {@code key.index}, from 0. */
    List<Section> sections(String key) {
        Section elements = elements(key, "a list of mappings, such as [{type: …}, {type: …}]");
        return elements.keys().stream().map(elements::section).toList();
    }

    /** Booleans, numbers and strings under their names; all keys are welcome. */
    Map<String, Object> arguments() {
        Map<String, Object> result = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isBoolean()) {
                result.put(entry.getKey(), value.booleanValue());
            } else if (value.isIntegralNumber()) {
                result.put(entry.getKey(), value.longValue());
            } else if (value.isNumber()) {
                result.put(entry.getKey(), value.doubleValue());
            } else if (value.isTextual()) {
                result.put(entry.getKey(), value.textValue());
            } else {
                wrong(entry.getKey(), value, "true or false, a number, or a string");
            }
            known.add(entry.getKey());
        });
        return result;
    }

    /** Builds something whose constructor may refuse; the refusal becomes a fault at this section's path. */
    <T> Optional<T> build(Supplier<T> constructor) {
        return build(path, constructor);
    }

    /** As {@link #build(Supplier)}, for what one key of this section holds. */
    <T> Optional<T> buildAt(String key, Supplier<T> constructor) {
        return build(path(key), constructor);
    }

    private <T> Optional<T> build(String at, Supplier<T> constructor) {
        try {
            return Optional.of(constructor.get());
        } catch (InvalidConfigException e) {
            faults.add(at.isEmpty() ? e.getMessage() : at + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Builds something out of this section's keys. If one of them has a fault that is all that is reported: a constructor's
     * refusal of a stand-in would tell nothing.
     */
    <T> Optional<T> read(Function<Section, T> constructor) {
        int before = faults.size();
        try {
            T built = constructor.apply(this);
            return faults.size() == before ? Optional.of(built) : Optional.empty();
        } catch (InvalidConfigException e) {
            if (faults.size() == before) {
                faults.add(path + ": " + e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** The alternative that the {@code type} of this section names; empty, and reported, if there is none. */
    <T> Optional<T> type(Map<String, T> alternatives) {
        int before = faults.size();
        T chosen = choice("type", alternatives);
        return faults.size() == before ? Optional.of(chosen) : Optional.empty();
    }

    /** What the mapping under this key says, by its type. Its faults are reported. */
    <T> Optional<T> variant(String key, Map<String, Variant<T>> types) {
        Section s = section(key);
        Optional<T> built = s.type(types).flatMap(type -> s.read(type.read()));
        if (s.names("type", types)) {
            s.finish();
        }
        return built;
    }

    /** Reports keys that were never asked for. */
    void finish() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                faults.add("%s is unknown.%s Known here: %s."
                        .formatted(path(key), Suggestion.of(key, known), String.join(", ", known)));
            }
        });
    }
}
