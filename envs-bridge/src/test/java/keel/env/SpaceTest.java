package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spaces and batches: which values a space has, and which arrays a batch of them is. */
class SpaceTest {
    private static final Box PLANE =
            new Box(Tensor.of(new float[] {-1, -1}, 2), Tensor.of(new float[] {1, Float.POSITIVE_INFINITY}, 2));
    private static final Discrete DIGIT = new Discrete(10, 0);
    private static final Text WORD = new Text(1, 3, "abß");
    private static final Graph GRAPH = new Graph(PLANE, Optional.of(DIGIT));
    private static final OneOf EITHER = new OneOf(List.of(DIGIT, PLANE));
    private static final Dict DICT = new Dict(ordered("pos", PLANE, "words", new Sequence(DIGIT, false)));

    private static Map<String, Space> ordered(String a, Space first, String b, Space second) {
        Map<String, Space> map = new LinkedHashMap<>();
        map.put(a, first);
        map.put(b, second);
        return map;
    }

    private static Tensor point(float x, float y) {
        return Tensor.of(new float[] {x, y}, 2);
    }

    private static Tensor digit(long value) {
        return Tensor.of(new long[] {value});
    }

    private static Value.Graph triangle() {
        return new Value.Graph(
                Tensor.of(new float[] {0, 0, 1, 1, -1, 5}, 3, 2),
                Optional.of(Tensor.of(new long[] {4, 9}, 2)),
                Tensor.of(new long[] {0, 1, 2, 0}, 2, 2));
    }

    private static Value.Entries entry(Tensor pos, Value... words) {
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("words", new Value.Items(List.of(words)));
        values.put("pos", pos);
        return new Value.Entries(values);
    }

    /** A space with values that it has, and values that it has not. */
    private record Case(Space space, List<Value> inside, List<Value> outside) {}

    static Stream<Case> cases() {
        Tensor counts = Tensor.of(ElementType.INT16, new short[] {2, 3}, 2);
        Tensor starts = Tensor.of(ElementType.INT16, new short[] {-1, 5}, 2);
        return Stream.of(
                new Case(
                        PLANE,
                        List.of(point(-1, 1e30f), point(1, Float.POSITIVE_INFINITY)),
                        List.of(
                                point(1.01f, 0),
                                point(Float.NaN, 0),
                                Tensor.of(new double[] {0, 0}, 2),
                                Tensor.of(new float[] {0}, 1),
                                new Value.Text("a"))),
                new Case(
                        new Box(
                                Tensor.of(ElementType.UINT64, new long[] {0}, 1),
                                Tensor.of(ElementType.UINT64, new long[] {-1}, 1)),
                        List.of(Tensor.of(ElementType.UINT64, new long[] {Long.MIN_VALUE}, 1)),
                        List.of(Tensor.of(new long[] {0}, 1))),
                new Case(new Discrete(3, -1), List.of(digit(-1), digit(1)), List.of(digit(-2), digit(2))),
                new Case(
                        new Discrete(2, Long.MAX_VALUE - 1),
                        List.of(digit(Long.MAX_VALUE)),
                        List.of(digit(Long.MIN_VALUE))),
                new Case(
                        new MultiDiscrete(counts, starts),
                        List.of(Tensor.of(ElementType.INT16, new short[] {-1, 7}, 2)),
                        List.of(
                                Tensor.of(ElementType.INT16, new short[] {1, 7}, 2),
                                Tensor.of(ElementType.INT16, new short[] {-1, 8}, 2),
                                Tensor.of(new long[] {-1, 7}, 2))),
                new Case(
                        new MultiBinary(List.of(2, 2)),
                        List.of(Tensor.of(ElementType.INT8, new byte[] {0, 1, 1, 0}, 2, 2)),
                        List.of(
                                Tensor.of(ElementType.INT8, new byte[] {0, 1, 2, 0}, 2, 2),
                                Tensor.of(ElementType.INT8, new byte[] {0, 1, 1, 0}, 4))),
                new Case(
                        WORD,
                        List.of(new Value.Text("ß"), new Value.Text("aba")),
                        List.of(new Value.Text(""), new Value.Text("abab"), new Value.Text("c"), digit(1))),
                new Case(
                        new Tuple(List.of(DIGIT, WORD)),
                        List.of(new Value.Items(List.of(digit(3), new Value.Text("b")))),
                        List.of(
                                new Value.Items(List.of(digit(3))),
                                new Value.Items(List.of(digit(10), new Value.Text("b"))))),
                new Case(
                        DICT,
                        List.of(entry(point(0, 1), digit(7), digit(8)), entry(point(-1, 0))),
                        List.of(entry(point(0, 1), digit(10)), new Value.Entries(Map.of("pos", point(0, 0))))),
                new Case(
                        new Sequence(WORD, true),
                        List.of(new Value.Items(List.of()), new Value.Items(List.of(new Value.Text("a")))),
                        List.of(new Value.Items(List.of(new Value.Text("z"))))),
                new Case(
                        GRAPH,
                        List.of(triangle(), (Value.Graph) GRAPH.zero()),
                        List.of(new Value.Graph(
                                Tensor.of(new float[] {0, 0}, 1, 2),
                                Optional.of(Tensor.of(new long[] {4}, 1)),
                                Tensor.of(new long[] {0, 1}, 1, 2)))),
                new Case(
                        EITHER,
                        List.of(new Value.Choice(1, point(0, 0)), new Value.Choice(0, digit(9))),
                        List.of(
                                new Value.Choice(0, point(0, 0)),
                                new Value.Choice(2, digit(1)),
                                new Value.Choice(-1, digit(1)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void containsWhatItShould(Case given) {
        given.inside().forEach(value -> assertTrue(given.space().contains(value), value::toString));
        given.outside().forEach(value -> assertFalse(given.space().contains(value), value::toString));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batchesComeBackWholeAndInParts(Case given) {
        Space space = given.space();
        List<Value> values = new ArrayList<>(given.inside());
        values.add(space.zero());
        values.addAll(given.inside());
        int n = values.size();
        Batch batch = Batch.pack(space, values).check(space, n, "b");
        assertEquals(values, batch.unpack(space, n));
        assertEquals(values.subList(1, n - 1), batch.slice(space, n, 1, n - 1).unpack(space, n - 2));
        Batch joined =
                Batch.join(space, List.of(batch.slice(space, n, 0, 1), batch.slice(space, n, 1, n)), List.of(1, n - 1));
        assertEquals(batch, joined);
        assertEquals(List.of(space.zero(), space.zero()), Batch.zeros(space, 2).unpack(space, 2));
    }

    /** The worked example of docs/protocol.md. */
    @Test
    void aDictWithASequenceIsThreeArrays() {
        Batch batch = Batch.pack(DICT, List.of(entry(point(0, 1), digit(7), digit(8)), entry(point(-1, 0))));
        assertEquals(
                List.of(
                        Tensor.of(new float[] {0, 1, -1, 0}, 2, 2),
                        Tensor.of(new long[] {2, 0}, 2),
                        Tensor.of(new long[] {7, 8}, 2)),
                batch.leaves());
    }

    @Test
    void graphsTextsAndChoicesAreColumns() {
        assertEquals(
                List.of(
                        Tensor.of(new long[] {3, 0}, 2),
                        Tensor.of(new long[] {2, 0}, 2),
                        Tensor.of(new float[] {0, 0, 1, 1, -1, 5}, 3, 2),
                        Tensor.of(new long[] {4, 9}, 2),
                        Tensor.of(new long[] {0, 1, 2, 0}, 2, 2)),
                Batch.pack(GRAPH, List.of(triangle(), GRAPH.zero())).leaves());
        assertEquals(
                List.of(
                        Tensor.of(new long[] {3, 0}, 2),
                        Tensor.of(ElementType.UINT8, new byte[] {(byte) 0xc3, (byte) 0x9f, 'a'}, 3)),
                Batch.pack(WORD, List.of(new Value.Text("ßa"), new Value.Text("")))
                        .leaves());
        assertEquals(
                List.of(
                        Tensor.of(new long[] {1, 0, 1}, 3),
                        Tensor.of(new long[] {4}, 1),
                        Tensor.of(new float[] {0, 1, 1, 2}, 2, 2)),
                Batch.pack(
                                EITHER,
                                List.of(
                                        new Value.Choice(1, point(0, 1)),
                                        new Value.Choice(0, digit(4)),
                                        new Value.Choice(1, point(1, 2))))
                        .leaves());
    }

    @Test
    void leavesThatDoNotFitAreNamed() {
        refused("step.actions", "too few", PLANE, 2);
        refused("step.actions", "[2, 2]", PLANE, 2, Tensor.of(new float[6], 3, 2));
        refused("step.actions", "FLOAT64", PLANE, 1, Tensor.of(new double[2], 1, 2));
        refused("step.actions", "more than its space", DIGIT, 1, Tensor.of(new long[1], 1), Tensor.of(new long[1], 1));
        Tensor pos = Tensor.of(new float[2], 1, 2);
        refused(
                "step.actions.words.lengths",
                "-1",
                DICT,
                1,
                pos,
                Tensor.of(new long[] {-1}, 1),
                Tensor.of(new long[0], 0));
        refused("step.actions.words[]", "[2]", DICT, 1, pos, Tensor.of(new long[] {2}, 1), Tensor.of(new long[1], 1));
        refused(
                "step.actions.lengths",
                "together",
                WORD,
                2,
                Tensor.of(new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE}, 2),
                Tensor.of(ElementType.UINT8, new byte[0], 0));
        refused(
                "step.actions.utf8",
                "UTF-8",
                WORD,
                1,
                Tensor.of(new long[] {1}, 1),
                Tensor.of(ElementType.UINT8, new byte[] {(byte) 0xff}, 1));
        refused(
                "step.actions.alternative",
                "0 .. 1",
                EITHER,
                1,
                Tensor.of(new long[] {2}, 1),
                Tensor.of(new long[0], 0),
                Tensor.of(new float[0], 0, 2));
        refused("step.actions[1]", "INT64", new Tuple(List.of(DIGIT, DIGIT)), 1, Tensor.of(new long[1], 1), pos);
    }

    private static void refused(String field, String says, Space space, int count, Tensor... leaves) {
        RefusedException refusal =
                assertThrows(RefusedException.class, () -> Batch.of(leaves).check(space, count, "step.actions"));
        assertEquals(field, refusal.field().orElseThrow());
        assertTrue(refusal.getMessage().contains(says), refusal.getMessage());
    }

    @Test
    void spacesThatCannotBeAreRefused() {
        assertThrows(EnvException.class, () -> new Box(point(0, 0), Tensor.of(new double[2], 2)));
        assertThrows(EnvException.class, () -> new Discrete(0, 0));
        assertThrows(EnvException.class, () -> new Discrete(3, Long.MAX_VALUE - 1));
        assertThrows(EnvException.class, () -> MultiDiscrete.of(2, 0));
        assertThrows(EnvException.class, () -> new MultiDiscrete(point(1, 1), point(0, 0)));
        assertThrows(EnvException.class, () -> new MultiBinary(List.of(0)));
        assertThrows(EnvException.class, () -> new Text(3, 2, "a"));
        assertThrows(EnvException.class, () -> new OneOf(List.of()));
    }

    @Test
    void depthCountsNesting() {
        assertEquals(1, PLANE.depth());
        assertEquals(2, GRAPH.depth());
        assertEquals(3, new Tuple(List.of(DIGIT, DICT.spaces().get("words"), WORD)).depth());
    }

    @Test
    void onlyOneArrayIsATensor() {
        Batch batch = Batch.pack(PLANE, List.of(point(0, 1)));
        assertArrayEquals(new float[] {0, 1}, batch.tensor().floats());
        String message = assertThrows(
                        EnvException.class, () -> Batch.zeros(DICT, 1).tensor())
                .getMessage();
        assertTrue(message.contains("3 arrays"), message);
        assertThrows(EnvException.class, () -> new Value.Text("a").tensor());
    }
}
