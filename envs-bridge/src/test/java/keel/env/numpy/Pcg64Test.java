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
    }
}
