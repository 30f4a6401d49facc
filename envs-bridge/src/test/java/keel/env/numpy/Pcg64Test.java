package keel.env.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.StreamSupport;
import keel.env.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code seeding.json} holds what NumPy 2.4.6 drew for seeds of one to four words. */
class Pcg64Test {
    static List<JsonNode> seeds() {
        return StreamSupport.stream(Reference.json("seeding.json").get("seeds").spliterator(), false)
                .toList();
    }

    private static BigInteger seed(JsonNode expected) {
        return new BigInteger(expected.get("seed").asText());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seedSequenceMixesAsNumPyDoes(JsonNode expected) {
        int[] words = new SeedSequence(seed(expected)).generateInts(8);
        for (int i = 0; i < words.length; i++) {
            assertEquals(expected.get("generate_state_u32x8").get(i).asLong(), Integer.toUnsignedLong(words[i]));
        }
        long[] longs = new SeedSequence(seed(expected)).generateLongs(4);
        for (int i = 0; i < longs.length; i++) {
            assertEquals(expected.get("generate_state_u64x4").get(i).asText(), Long.toUnsignedString(longs[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drawsAreNumPys(JsonNode expected) {
        Pcg64 raw = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("raw_u64")) {
            assertEquals(value.asText(), Long.toUnsignedString(raw.nextLong()));
        }
        Pcg64 random = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("random")) {
            assertEquals(value.asDouble(), random.random());
        }
        Pcg64 uniform = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("uniform(-0.05,0.05)")) {
            assertEquals(value.asDouble(), uniform.uniform(-0.05, 0.05));
        }
        integers(expected, "integers(0,13)", 13);
        integers(expected, "integers_scalar_seq(0,6)", 6);
        integers(expected, "integers(0,2**40)", 1L << 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void distributionsAreNumPys(JsonNode expected) {
        Pcg64 state = new Pcg64(seed(expected));
        assertEquals(expected.get("pcg_state").asText(), state.state().toString());
        assertEquals(expected.get("pcg_inc").asText(), state.increment().toString());
        assertEquals(expected.get("choice13").get(0).asLong(), new Pcg64(seed(expected)).integers(0, 13));
        Pcg64 normal = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("standard_normal")) {
            assertEquals(value.asDouble(), normal.standardNormal());
        }
        Pcg64 exponential = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("standard_exponential")) {
            assertEquals(value.asDouble(), exponential.standardExponential());
        }
        Pcg64 single = new Pcg64(seed(expected));
        for (JsonNode value : expected.get("float32_random")) {
            assertEquals((float) value.asDouble(), single.randomSingle());
        }
        int[] permutation = new Pcg64(seed(expected)).permutation(10);
        for (int i = 0; i < permutation.length; i++) {
            assertEquals(expected.get("permutation10").get(i).asInt(), permutation[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void spawnsAsNumPyDoes(JsonNode expected) {
        List<SeedSequence> children = new SeedSequence(seed(expected)).spawn(2);
        for (int i = 0; i < 4; i++) {
            int word = children.get(i / 2).generateInts(2)[i % 2];
            assertEquals(expected.get("spawn2_state").get(i).asLong(), Integer.toUnsignedLong(word));
        }
        SeedSequence again = new SeedSequence(seed(expected));
        again.spawn(1);
        assertEquals(children.get(1).generateInts(1)[0], again.spawn(1).get(0).generateInts(1)[0], "spawning goes on");
    }

    private static void integers(JsonNode expected, String name, long to) {
        Pcg64 random = new Pcg64(seed(expected));
        for (JsonNode value : expected.get(name)) {
            assertEquals(value.asLong(), random.integers(0, to), name);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSecondHalfOfADrawOutlivesOtherDraws(JsonNode expected) {
        JsonNode mixed = expected.get("mixed int,rand,int,rand");
        Pcg64 random = new Pcg64(seed(expected));
        assertEquals(mixed.get(0).asLong(), random.integers(0, 10));
        assertEquals(mixed.get(1).asDouble(), random.random());
        assertEquals(mixed.get(2).asLong(), random.integers(0, 10));
        assertEquals(mixed.get(3).asDouble(), random.random());
    }

    @Test
    void refusesWhatNumPyRefuses() {
        assertThrows(IllegalArgumentException.class, () -> new SeedSequence(-1));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).integers(3, 3));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).integers(0, Long.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).integersThrough(3, 2));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).smallIntegers(1, 0, 257));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).geometric(0));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).choice(0.5, 0.4));
        assertThrows(IllegalArgumentException.class, () -> new Pcg64(0).choice(1.5, -0.5));
    }
}
