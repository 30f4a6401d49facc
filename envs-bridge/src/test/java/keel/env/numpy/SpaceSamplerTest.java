package keel.env.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Graph;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.OneOf;
import keel.env.Reference;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Text;
import keel.env.Tuple;
import keel.env.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples of every kind of space are Gymnasium's. */
class SpaceSamplerTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final Map<String, Space> SPACES = spaces();

    /** Their samples may lie outside the space, as Gymnasium's do. */
    private static final Set<String> MAY_LEAVE = Set.of("graph");

    private static Map<String, Space> spaces() {
        Map<String, Space> spaces = new LinkedHashMap<>();
        spaces.put("Discrete(5)", new Discrete(5, 0));
        spaces.put("Discrete(3,start=-1)", new Discrete(3, -1));
        spaces.put("Box[-1,1]^3 f32", floats(-1, 1, 3));
        spaces.put("Box unbounded f32", floats(-INFINITY, INFINITY, 3));
        spaces.put("Box[0,inf) f64", doubles(0, Double.POSITIVE_INFINITY, 2));
        spaces.put("Box u8 4", bytes(ElementType.UINT8, 0, 255, 4));
        spaces.put("MultiDiscrete[3,5,2]", MultiDiscrete.of(3, 5, 2));
        spaces.put("MultiBinary(6)", new MultiBinary(List.of(6)));
        spaces.put("Tuple(D2,Box2)", new Tuple(List.of(new Discrete(2, 0), floats(0, 1, 2))));
        spaces.put("Dict(a:D3,b:D4)", dict("a", new Discrete(3, 0), "b", new Discrete(4, 0)));
        spaces.put("OneOf", new OneOf(List.of(new Discrete(3, 0), floats(0, 1, 1))));

        Box mixed = new Box(
                Tensor.of(new float[] {-1, -INFINITY, 2, -INFINITY}, 2, 2),
                Tensor.of(new float[] {1, INFINITY, INFINITY, 3}, 2, 2));
        spaces.put("box mixed", mixed);
        spaces.put("box f16", shorts(ElementType.FLOAT16, 0xc000, 0x4200, 5));
        spaces.put("box f64", doubles(-1e300, 1e300, 2));
        spaces.put("box i8", bytes(ElementType.INT8, -128, 127, 6));
        spaces.put("box i16", shorts(ElementType.INT16, -5, 5, 6));
        spaces.put("box i32", ints(Integer.MIN_VALUE + 10, Integer.MAX_VALUE, 6));
        spaces.put("box i64", longs(ElementType.INT64, -(1L << 62), 1L << 62, 4));
        spaces.put("box u16", shorts(ElementType.UINT16, 3, 65535, 4));
        spaces.put("box u64", longs(ElementType.UINT64, 0, 1L << 62, 4));
        spaces.put(
                "multi discrete",
                new MultiDiscrete(
                        Tensor.of(new long[] {2, 3, 1, 1000}, 2, 2), Tensor.of(new long[] {5, -3, 0, 1}, 2, 2)));
        spaces.put("multi binary", new MultiBinary(List.of(2, 3)));
        spaces.put("text", new Text(0, 8, "abxyz"));
        spaces.put("sequence", new Sequence(new Discrete(7, 0), false));
        spaces.put("sequence of text", new Sequence(new Text(1, 3, "01"), false));
        spaces.put("stacked sequence", new Sequence(doubles(0, 1, 2), true));
        Box pair = new Box(Tensor.of(new float[] {-1, 0}, 2), Tensor.of(new float[] {1, INFINITY}, 2));
        spaces.put("graph", new Graph(pair, Optional.of(new Discrete(4, 2))));
        spaces.put("graph without edges", new Graph(new Discrete(3, 0), Optional.empty()));
        spaces.put(
                "one of",
                new OneOf(List.of(
                        new Discrete(3, 0),
                        new MultiBinary(List.of(3)),
                        new Tuple(List.of(new Discrete(2, 0), new Text(1, 2, "ab"))))));
        spaces.put(
                "nested",
                dict(
                        "a",
                        dict("x", mixed, "y", new OneOf(List.of(new Discrete(2, 0), new Discrete(9, 0)))),
                        "b",
                        new Tuple(List.of(new Discrete(5, 0), new Sequence(new Discrete(2, 0), false)))));
        return spaces;
    }

    private static Dict dict(String key1, Space space1, String key2, Space space2) {
        Map<String, Space> spaces = new LinkedHashMap<>();
        spaces.put(key1, space1);
        spaces.put(key2, space2);
        return new Dict(spaces);
    }

    private static Box floats(float low, float high, int n) {
        float[] lows = new float[n];
        float[] highs = new float[n];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(Tensor.of(lows, n), Tensor.of(highs, n));
    }

    private static Box doubles(double low, double high, int n) {
        double[] lows = new double[n];
        double[] highs = new double[n];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(Tensor.of(lows, n), Tensor.of(highs, n));
    }

    private static Box bytes(ElementType type, int low, int high, int n) {
        byte[] lows = new byte[n];
        byte[] highs = new byte[n];
        Arrays.fill(lows, (byte) low);
        Arrays.fill(highs, (byte) high);
        return new Box(Tensor.of(type, lows, n), Tensor.of(type, highs, n));
    }

    private static Box shorts(ElementType type, int low, int high, int n) {
        short[] lows = new short[n];
        short[] highs = new short[n];
        Arrays.fill(lows, (short) low);
        Arrays.fill(highs, (short) high);
        return new Box(Tensor.of(type, lows, n), Tensor.of(type, highs, n));
    }

    private static Box ints(int low, int high, int n) {
        int[] lows = new int[n];
        int[] highs = new int[n];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(Tensor.of(lows, n), Tensor.of(highs, n));
    }

    private static Box longs(ElementType type, long low, long high, int n) {
        long[] lows = new long[n];
        long[] highs = new long[n];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(Tensor.of(type, lows, n), Tensor.of(type, highs, n));
    }

    static Set<String> names() {
        return SPACES.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void samplesAreGymnasiums(String name) {
        Space space = SPACES.get(name);
        JsonNode seeds = Reference.json("seeding.json").get("space_samples").get(name);
        if (seeds == null) {
            seeds = Reference.json("space-samples.json").get("samples").get(name);
        }
        assertEquals(3, seeds.size());
        for (Map.Entry<String, JsonNode> seed : seeds.properties()) {
            SpaceSampler sampler = new SpaceSampler(space, Long.parseLong(seed.getKey()));
            for (JsonNode expected : seed.getValue()) {
                Value value = sampler.sample();
                assertValue(expected, value);
                assertTrue(MAY_LEAVE.contains(name) || space.contains(value), () -> value + " in " + space);
            }
        }
    }

    private static void assertValue(JsonNode expected, Value actual) {
        if (actual instanceof Tensor tensor) {
            int length = assertElements(expected, tensor, 0);
            assertEquals(tensor.length(), length);
        } else if (actual instanceof Value.Text text) {
            assertEquals(expected.asText(), text.text());
        } else if (actual instanceof Value.Choice choice) {
            assertEquals(expected.get(0).asInt(), choice.alternative());
            assertValue(expected.get(1), choice.value());
        } else if (actual instanceof Value.Entries entries) {
            assertEquals(expected.size(), entries.values().size());
            entries.values().forEach((key, value) -> assertValue(expected.get(key), value));
        } else if (actual instanceof Value.Graph graph) {
            assertValue(expected.get("nodes"), graph.nodes());
            assertEquals(expected.get("edges").isNull(), graph.edges().isEmpty());
            graph.edges().ifPresent(edges -> assertValue(expected.get("edges"), edges));
            assertEquals(expected.get("links").size(), graph.edgeLinks().size(0));
            if (!expected.get("links").isNull()) {
                assertValue(expected.get("links"), graph.edgeLinks());
            }
        } else {
            List<Value> items = ((Value.Items) actual).values();
            assertEquals(expected.size(), items.size());
            Iterator<JsonNode> parts = expected.iterator();
            items.forEach(item -> assertValue(parts.next(), item));
        }
    }

    /** Compares from this place on; where the place is after it. */
    private static int assertElements(JsonNode expected, Tensor actual, int from) {
        if (expected.isArray()) {
            int at = from;
            for (JsonNode part : expected) {
                at = assertElements(part, actual, at);
            }
            return at;
        }
        if (actual.elementType() == ElementType.FLOAT32) {
            assertEquals((float) expected.asDouble(), actual.floats()[from]);
        } else if (actual.elementType().floating()) {
            assertEquals(expected.asDouble(), actual.real(from));
        } else {
            assertEquals(expected.asLong(), actual.whole(from));
        }
        return from + 1;
    }

    @Test
    void samplesOnAllOfItsStreams() {
        Space space = SPACES.get("nested");
        assertEquals(new SpaceSampler(space, 3).sample(), new SpaceSampler(space, 3).sample());
        assertTrue(!new SpaceSampler(space, 3).sample().equals(new SpaceSampler(space, 4).sample()));
    }

    @Test
    void refusesWhatNumPyCannotDraw() {
        cannotSample(doubles(-1e308, 1.7e308, 1));
        cannotSample(longs(ElementType.INT64, 0, Long.MAX_VALUE, 1));
        cannotSample(longs(ElementType.UINT64, 1, -1, 1));
        cannotSample(new Text(1, 3, ""));
        assertEquals(new Value.Text(""), new SpaceSampler(new Text(0, 3, ""), 0).sample());
    }

    private static void cannotSample(Space space) {
        SpaceSampler sampler = new SpaceSampler(space, 0);
        assertThrows(EnvException.class, sampler::sample);
    }
}
