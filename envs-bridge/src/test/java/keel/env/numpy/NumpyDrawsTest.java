package keel.env.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import keel.env.Reference;
import org.junit.jupiter.api.Test;

/** A million draws of each distribution are NumPy's, so their rare branches are, too. */
class NumpyDrawsTest {
    private final JsonNode reference = Reference.json("numpy-draws.json");
    private final int count = reference.get("count").asInt();
    private final Pcg64 random = new Pcg64(reference.get("seed").asLong());

    @Test
    void standardNormal() throws NoSuchAlgorithmException {
        reals("standard_normal", Pcg64::standardNormal);
    }

    @Test
    void standardExponential() throws NoSuchAlgorithmException {
        reals("standard_exponential", Pcg64::standardExponential);
    }

    private void reals(String name, ToDoubleFunction<Pcg64> draw) throws NoSuchAlgorithmException {
        ByteBuffer bytes = littleEndian(Double.BYTES * count);
        for (int i = 0; i < count; i++) {
            bytes.putDouble(draw.applyAsDouble(random));
        }
        assertHash(name, bytes);
    }

    @Test
    void randomSingle() throws NoSuchAlgorithmException {
        ByteBuffer bytes = littleEndian(Float.BYTES * count);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(random.randomSingle());
        }
        assertHash("random float32", bytes);
    }

    @Test
    void geometricByInversion() throws NoSuchAlgorithmException {
        wholes("geometric(0.25)", from -> from.geometric(0.25));
    }

    @Test
    void geometricBySearch() throws NoSuchAlgorithmException {
        wholes("geometric(0.6)", from -> from.geometric(0.6));
    }

    @Test
    void integersOfAllBits() throws NoSuchAlgorithmException {
        wholes("integers int64", from -> from.integersThrough(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Test
    void integersOfMostBits() throws NoSuchAlgorithmException {
        wholes("integers(-2**62, 2**62 + 12345)", from -> from.integers(-(1L << 62), (1L << 62) + 12345));
    }

    @Test
    void integersOf32Bits() throws NoSuchAlgorithmException {
        wholes("integers(0, 2**32)", from -> from.integers(0, 1L << 32));
    }

    @Test
    void integersOfAlmost32Bits() throws NoSuchAlgorithmException {
        wholes("integers(0, 2**32 - 1)", from -> from.integers(0, (1L << 32) - 1));
    }

    @Test
    void integersThatAreOftenRejected() throws NoSuchAlgorithmException {
        wholes("integers(0, 3000000000)", from -> from.integers(0, 3_000_000_000L));
    }

    private void wholes(String name, ToLongFunction<Pcg64> draw) throws NoSuchAlgorithmException {
        ByteBuffer bytes = littleEndian(Long.BYTES * count);
        for (int i = 0; i < count; i++) {
            bytes.putLong(draw.applyAsLong(random));
        }
        assertHash(name, bytes);
    }

    @Test
    void integersOfEightBits() throws NoSuchAlgorithmException {
        assertHash("integers(-3, 4) int8", littleEndian(count).put(random.smallIntegers(count, -3, 4)));
    }

    @Test
    void allIntegersOfEightBits() throws NoSuchAlgorithmException {
        assertHash("integers(0, 256) uint8", littleEndian(count).put(random.smallIntegers(count, 0, 256)));
    }

    @Test
    void permutation() throws NoSuchAlgorithmException {
        ByteBuffer bytes = littleEndian(Integer.BYTES * count);
        for (int place : random.permutation(count)) {
            bytes.putInt(place);
        }
        assertHash("permutation", bytes);
    }

    @Test
    void choice() throws NoSuchAlgorithmException {
        ByteBuffer bytes = littleEndian(Integer.BYTES * 1000);
        for (int i = 0; i < 1000; i++) {
            bytes.putInt(random.choice(0.1, 0, 0.25, 0.65));
        }
        assertHash("choice", bytes);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void assertHash(String name, ByteBuffer bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.flip());
        assertEquals(reference.get("sha256").get(name).asText(), HexFormat.of().formatHex(digest.digest()));
    }
}
