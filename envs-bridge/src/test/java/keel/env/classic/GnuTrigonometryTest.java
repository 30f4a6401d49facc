package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
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

class GnuTrigonometryTest {
    @Test
    void equalsGlibcBitForBit() {
        DoubleBuffer rows = ByteBuffer.wrap(Reference.bytes("trigonometry-reference.bin"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        assertTrue(rows.remaining() >= 3 * 7000);
        while (rows.hasRemaining()) {
            double x = rows.get();
            assertEquals(bits(rows.get()), bits(GnuTrigonometry.sin(x)), () -> "sin " + x);
            assertEquals(bits(rows.get()), bits(GnuTrigonometry.cos(x)), () -> "cos " + x);
        }
    }

    static List<JsonNode> ranges() {
        return StreamSupport.stream(
                        Reference.json("trigonometry-hashes.json").get("ranges").spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void halfAMillionArgumentsOfEachRangeHashAsGlibcs(JsonNode range) throws NoSuchAlgorithmException {
        int count = range.get("count").asInt();
        double limit = range.get("limit").asDouble();
        assertTrue(limit < GnuTrigonometry.EXACT_BELOW);
        Pcg64 random = new Pcg64(range.get("seed").asLong());
        ByteBuffer bytes = ByteBuffer.allocate(2 * Double.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            double x = random.uniform(-limit, limit);
            bytes.putDouble(GnuTrigonometry.sin(x)).putDouble(GnuTrigonometry.cos(x));
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertEquals(range.get("sha256").asText(), HexFormat.of().formatHex(digest));
    }

    @Test
    void answersForEveryArgument() {
        for (double x : new double[] {GnuTrigonometry.EXACT_BELOW, -1e9, 1e300}) {
            assertEquals(StrictMath.sin(x), GnuTrigonometry.sin(x));
            assertEquals(StrictMath.cos(x), GnuTrigonometry.cos(x));
        }
        assertTrue(Double.isNaN(GnuTrigonometry.sin(Double.NaN)));
        assertTrue(Double.isNaN(GnuTrigonometry.cos(Double.POSITIVE_INFINITY)));
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
