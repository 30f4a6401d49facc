package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import keel.env.Reference;
import keel.env.numpy.Pcg64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Squares and float32 sines are those that NumPy's scalars give, over hundreds of thousands of arguments. */
class ArithmeticTest {
    static List<JsonNode> ranges() {
        return StreamSupport.stream(
                        Reference.json("arithmetic-hashes.json").get("ranges").spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void squaresAreGlibcsPowers(JsonNode range) throws NoSuchAlgorithmException {
        int count = range.get("count").asInt();
        double limit = range.get("limit").asDouble();
        Pcg64 random = new Pcg64(range.get("seed").asLong());
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        int notTheProduct = 0;
        for (int i = 0; i < count; i++) {
            double x = random.uniform(-limit, limit);
            double square = GnuPower.square(x);
            notTheProduct += square == x * x ? 0 : 1;
            bytes.putDouble(square);
        }
        assertTrue(notTheProduct > 100, "a plain product should not do");
        assertEquals(range.get("notTheProduct").asInt(), notTheProduct);
        assertHash(range.get("square"), bytes);
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void singleSinesAndCosinesAreNumPys(JsonNode range) throws NoSuchAlgorithmException {
        int count = range.get("count").asInt();
        double limit = range.get("limit").asDouble();
        assertTrue(limit < SingleTrigonometry.EXACT_BELOW);
        Pcg64 random = new Pcg64(range.get("seed").asLong());
        ByteBuffer bytes = ByteBuffer.allocate(2 * Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            float x = (float) random.uniform(-limit, limit);
            bytes.putFloat(SingleTrigonometry.sin(x)).putFloat(SingleTrigonometry.cos(x));
        }
        assertHash(range.get("single"), bytes);
    }

    @Test
    void answersForEveryArgument() {
        for (double x : new double[] {0, -0.0, 1, -1, 3, 1e-120, -1e200, Double.NEGATIVE_INFINITY, Double.NaN}) {
            assertEquals(x * x, GnuPower.square(x));
        }
        assertEquals(-0.0f, SingleTrigonometry.sin(-0.0f));
        assertEquals(1, SingleTrigonometry.cos(-0.0f));
        assertEquals((float) Math.sin(1e6), SingleTrigonometry.sin(1e6f));
        assertTrue(Float.isNaN(SingleTrigonometry.cos(Float.NaN)));
    }

    private static void assertHash(JsonNode expected, ByteBuffer bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.flip());
        assertEquals(expected.asText(), HexFormat.of().formatHex(digest.digest()));
    }
}
