package keel.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Values and infos as reference files write them: numbers, and lists of them. */
final class RecordedValues {
    private RecordedValues() {}

    /** One value of a Box, Discrete, MultiDiscrete, MultiBinary, or Tuple of them. */
    static Value value(Space space, JsonNode node) {
        if (space instanceof Tuple tuple) {
            List<Value> parts = new ArrayList<>();
            for (int i = 0; i < tuple.parts().size(); i++) {
                parts.add(value(tuple.parts().get(i), node.get(i)));
            }
            return new Value.Items(parts);
        }
        if (space instanceof ArraySpace array) {
            Tensor tensor = Tensor.zeros(array.elementType(), array.shape());
            fill(tensor, node);
            return tensor;
        }
        throw new IllegalArgumentException("no values of " + space + " are recorded");
    }

    /** One value a lane, recorded as NumPy batches them: {@code [lanes, ...]}, for a Tuple one of these for each part. */
    static List<Value> rows(Space space, JsonNode node, int lanes) {
        List<Value> rows = new ArrayList<>();
        if (space instanceof Tuple tuple) {
            List<List<Value>> columns = new ArrayList<>();
            for (int i = 0; i < tuple.parts().size(); i++) {
                columns.add(rows(tuple.parts().get(i), node.get(i), lanes));
            }
            for (int lane = 0; lane < lanes; lane++) {
                int row = lane;
                rows.add(new Value.Items(
                        columns.stream().map(column -> column.get(row)).toList()));
            }
            return rows;
        }
        assertEquals(lanes, node.size());
        node.forEach(row -> rows.add(value(space, row)));
        return rows;
    }

    private static void fill(Tensor tensor, JsonNode node) {
        List<JsonNode> numbers = new ArrayList<>();
        collect(node, numbers);
        assertEquals(tensor.length(), numbers.size(), "numbers recorded for " + tensor.describe());
        for (int i = 0; i < numbers.size(); i++) {
            JsonNode number = numbers.get(i);
            switch (tensor.elementType()) {
                case FLOAT32 -> tensor.floats()[i] = (float) number.asDouble();
                case FLOAT64 -> tensor.doubles()[i] = number.asDouble();
                case INT64 -> tensor.longs()[i] = whole(number);
                case INT8, UINT8 -> tensor.bytes()[i] = (byte) whole(number);
                default -> throw new IllegalArgumentException("no values of " + tensor.describe() + " are recorded");
            }
        }
    }

    private static long whole(JsonNode number) {
        return number.isIntegralNumber() ? number.asLong() : fail(number + " is recorded where an integer belongs");
    }

    private static void collect(JsonNode node, List<JsonNode> numbers) {
        if (node.isArray()) {
            node.forEach(item -> collect(item, numbers));
        } else {
            numbers.add(node);
        }
    }

    /** Infos of one lane. */
    static void assertInfo(JsonNode expected, Map<String, Object> actual, String place) {
        Map<String, JsonNode> all = fields(expected);
        assertEquals(all.keySet(), actual.keySet(), place);
        all.forEach((key, node) -> assertNumbers(node, actual.get(key), place + ", info " + key));
    }

    /** Infos of all lanes, with a key {@code _key} of who has it beside each. */
    static void assertInfos(JsonNode expected, Infos actual, String place) {
        assertInfos(fields(expected), actual, place);
    }

    /** As {@link #assertInfos(JsonNode, Infos, String)}, of some fields. */
    static void assertInfos(Map<String, JsonNode> expected, Infos actual, String place) {
        TreeSet<String> keys = new TreeSet<>(expected.keySet());
        keys.removeIf(key -> key.startsWith("_"));
        assertEquals(keys, new TreeSet<>(actual.columns().keySet()), place);
        for (String key : keys) {
            Infos.Column column = actual.columns().get(key);
            List<Boolean> present = new ArrayList<>();
            for (boolean one : column.present()) {
                present.add(one);
            }
            List<Boolean> recorded = new ArrayList<>();
            expected.get("_" + key).forEach(one -> recorded.add(one.asBoolean()));
            assertEquals(recorded, present, place + ", info _" + key);
            if (column instanceof Infos.Numbers numbers) {
                assertNumbers(expected.get(key), numbers.values(), place + ", info " + key);
            } else {
                fail(place + ", info " + key + " is no column of numbers but " + column);
            }
        }
    }

    private static Map<String, JsonNode> fields(JsonNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static void assertNumbers(JsonNode expected, Object actual, String place) {
        if (actual instanceof Tensor tensor) {
            Tensor recorded = Tensor.zeros(tensor.elementType(), tensor.shape());
            fill(recorded, expected);
            assertEquals(recorded, tensor, place);
            assertEquals(tensor.elementType().floating(), firstNumber(expected).isFloatingPointNumber(), place);
        } else if (expected.isIntegralNumber()) {
            assertEquals(expected.asLong(), actual, place);
        } else if (expected.isBoolean()) {
            assertEquals(expected.asBoolean(), actual, place);
        } else {
            assertEquals(expected.asDouble(), actual, place);
        }
    }

    private static JsonNode firstNumber(JsonNode node) {
        return node.isArray() ? firstNumber(node.get(0)) : node;
    }
}
