package keel.env.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import keel.env.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number is NumPy's, bit for bit; seeds from 0 to beyond 64 bits. */
class Pcg64Test {
    static Stream<JsonNode> seeds() {
        List<JsonNode> all = new ArrayList<>();
        Reference.read("seeding.json").get("seeds").forEach(all::add);
        return all.stream();
    }

    private static BigInteger seed(JsonNode entry) {
        return new BigInteger(entry.get("seed").asText());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seedSequencesGenerateNumpysWords(JsonNode entry) {
        int[] ints = new SeedSequence(seed(entry)).generateInts(8);
        for (int i = 0; i < 8; i++) {
            assertEquals(entry.get("generate_state_u32x8").get(i).asLong(), Integer.toUnsignedLong(ints[i]));
        }
        long[] longs = new SeedSequence(seed(entry)).generateLongs(4);
        for (int i = 0; i < 4; i++) {
            assertEquals(entry.get("generate_state_u64x4").get(i).asText(), Long.toUnsignedString(longs[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rawBitsAndUniformsAreNumpys(JsonNode entry) {
        Pcg64 raw = new Pcg64(seed(entry));
        for (JsonNode expected : entry.get("raw_u64")) {
            assertEquals(expected.asText(), Long.toUnsignedString(raw.nextLong()));
        }
        Pcg64 random = new Pcg64(seed(entry));
        for (JsonNode expected : entry.get("random")) {
            assertEquals(expected.asDouble(), random.random());
        }
        Pcg64 uniform = new Pcg64(seed(entry));
        for (JsonNode expected : entry.get("uniform(-0.05,0.05)")) {
            assertEquals(expected.asDouble(), uniform.uniform(-0.05, 0.05));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boundedIntegersAreNumpys(JsonNode entry) {
        Pcg64 small = new Pcg64(seed(entry));
        for (JsonNode expected : entry.get("integers(0,13)")) {
            assertEquals(expected.asLong(), small.integers(0, 13));
        }
        Pcg64 large = new Pcg64(seed(entry));
        for (JsonNode expected : entry.get("integers(0,2**40)")) {
            assertEquals(expected.asLong(), large.integers(0, 1L << 40));
        }
    }
}
