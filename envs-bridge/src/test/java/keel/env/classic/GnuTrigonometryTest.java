package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import keel.env.Reference;
import org.junit.jupiter.api.Test;

class GnuTrigonometryTest {
    @Test
    void equalsGlibcBitForBit() {
        DoubleBuffer rows = ByteBuffer.wrap(Reference.bytes("trigonometry-reference.bin"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        assertTrue(rows.remaining() >= 3 * 4000);
        while (rows.hasRemaining()) {
            double x = rows.get();
            assertEquals(bits(rows.get()), bits(GnuTrigonometry.sin(x)), () -> "sin " + x);
            assertEquals(bits(rows.get()), bits(GnuTrigonometry.cos(x)), () -> "cos " + x);
        }
    }

    @Test
    void answersForEveryArgument() {
        for (double x : new double[] {GnuTrigonometry.EXACT_BELOW, 2, -1e9, 1e300}) {
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
