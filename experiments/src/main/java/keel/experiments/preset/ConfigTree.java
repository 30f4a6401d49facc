package keel.experiments.preset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import keel.training.InvalidConfigException;

/**
 * Configuration as a tree, before anyone knows what it means: reading YAML, laying trees over one another, setting single
 * keys.
 *
 * <p>Where an object over another has a {@code type} of its own, it replaces the other whole: a triangular rate over a cosine
 * keeps nothing of the cosine. So do a network's {@code layers} over another's {@code hidden}, and the other way round. Keys
 * that belong to no type stay: a gradient is clipped whatever the optimiser.
 */
public final class ConfigTree {
    /** YAML 1.1 takes {@code 1e-3} for a string, which nobody who writes a learning rate means. */
    private static final Pattern EXPONENT_NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)[eE][-+]?\\d+");

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build());

    private static final String TYPE = "type";

    /** Keys beside a {@code type} that mean the same with every type. */
    private static final Set<String> OF_EVERY_TYPE =
            Set.of("max-gradient-norm", "max-gradient-value", "on-restart", "extragradient", "lookahead");

    private ConfigTree() {}

    /** A YAML file that ships beside a class. */
    public static ObjectNode resource(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("resource " + file + " is missing from the build");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a whole document.
     *
     * @param source what to call it in an error
     * @throws InvalidConfigException if it is not YAML, or not a mapping
     */
    public static ObjectNode parse(String yaml, String source) {
        JsonNode node;
        try {
            node = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new InvalidConfigException("%s is not valid YAML: %s. Mend it there."
                    .formatted(source, e.getOriginalMessage().replace('\n', ' ')));
        }
        if (node == null || node.isMissingNode() || node.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidConfigException(
                    "%s holds a single value, but a configuration is a mapping such as `rates: { q: 1e-3 }`."
                            .formatted(source));
        }
        return (ObjectNode) withNumbers(object);
    }

    /**
     * Reads one value, such as the right side of {@code --set}.
     *
     * @param source what to call it in an error
     * @throws InvalidConfigException if it is not YAML
     */
    public static JsonNode parseValue(String yaml, String source) {
        try {
            JsonNode node = YAML.readTree(yaml);
            return node == null || node.isMissingNode() ? JsonNodeFactory.instance.nullNode() : withNumbers(node);
        } catch (JsonProcessingException e) {
            throw new InvalidConfigException("%s: the value is not valid YAML: %s. Quote it if it holds : { or [."
                    .formatted(source, e.getOriginalMessage().replace('\n', ' ')));
        }
    }

    private static JsonNode withNumbers(JsonNode node) {
        if (node.isTextual() && EXPONENT_NUMBER.matcher(node.textValue()).matches()) {
            return DoubleNode.valueOf(Double.parseDouble(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(entry -> result.set(entry.getKey(), withNumbers(entry.getValue())));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> result.add(withNumbers(element)));
            return result;
        }
        return node;
    }

    /** {@code over} laid over {@code base}; neither is changed. A null value in {@code over} removes the key. */
    public static ObjectNode merge(ObjectNode base, ObjectNode over) {
        if (over.has(TYPE) && base.has(TYPE) && !over.get(TYPE).equals(base.get(TYPE))) {
            return merge(base.deepCopy().retain(OF_EVERY_TYPE), over);
        }
        if (isOver(over, "layers", base, "hidden") || isOver(over, "hidden", base, "layers")) {
            return over.deepCopy();
        }
        ObjectNode result = base.deepCopy();
        over.properties().forEach(entry -> {
            JsonNode below = result.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                result.remove(entry.getKey());
            } else if (below instanceof ObjectNode lower && value instanceof ObjectNode upper) {
                result.set(entry.getKey(), merge(lower, upper));
            } else {
                result.set(entry.getKey(), value.deepCopy());
            }
        });
        return result;
    }

    private static boolean isOver(ObjectNode over, String key, ObjectNode base, String other) {
        return over.has(key) && base.has(other);
    }

    /**
     * Applies assignments {@code dotted.key=YAML value} in order, types first, so that {@code rates.q.low=...} may stand before
     * {@code rates.q.type=...}.
     *
     * @throws InvalidConfigException if any is not of that form; names all of them
     */
    public static ObjectNode assign(ObjectNode tree, List<String> assignments) {
        ObjectNode result = tree;
        List<String> faults = new ArrayList<>();
        for (boolean types : new boolean[] {true, false}) {
            for (String assignment : assignments) {
                int equals = assignment.indexOf('=');
                String path = equals < 0
                        ? assignment
                        : assignment.substring(0, equals).strip();
                if (equals < 0
                        || path.isEmpty()
                        || List.of(path.split("\\.", -1)).contains("")) {
                    if (types) {
                        faults.add("--set %s: expected dotted.key=value, for example --set rates.q=1e-3."
                                .formatted(assignment));
                    }
                } else if (types == path.endsWith("." + TYPE)) {
                    try {
                        JsonNode value = parseValue(assignment.substring(equals + 1), "--set " + path);
                        result = merge(result, nest(path, value));
                    } catch (InvalidConfigException e) {
                        faults.add(e.getMessage());
                    }
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return result;
    }

    /** The value at a dotted key, if there is one. */
    public static Optional<JsonNode> at(ObjectNode tree, String path) {
        JsonNode node = tree;
        for (String key : path.split("\\.", -1)) {
            node = node.path(key);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    /** {@code a.b.c} and a value to {@code {a: {b: {c: value}}}}. */
    private static ObjectNode nest(String path, JsonNode value) {
        JsonNode node = value;
        List<String> keys = new ArrayList<>(List.of(path.split("\\.", -1)));
        Collections.reverse(keys);
        for (String key : keys) {
            ObjectNode outer = JsonNodeFactory.instance.objectNode();
            outer.set(key, node);
            node = outer;
        }
        return (ObjectNode) node;
    }

    /** As YAML, in the tree's own order. */
    public static String toYaml(JsonNode tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }

    /** The same tree with keys sorted and whole numbers written alike: equal settings have equal text. */
    public static JsonNode canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.propertyStream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> result.set(entry.getKey(), canonical(entry.getValue())));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> result.add(canonical(element)));
            return result;
        }
        if (node.isNumber()) {
            double value = node.doubleValue();
            boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
            return whole ? LongNode.valueOf((long) value) : DoubleNode.valueOf(value);
        }
        return node;
    }
}
