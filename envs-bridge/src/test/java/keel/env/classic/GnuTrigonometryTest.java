package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class GnuTrigonometryTest {
    @Test
    void equalsTheCLibraryBitForBitInItsRange() throws IOException {
        try (InputStream in = GnuTrigonometryTest.class.getResourceAsStream("/reference/trigonometry-reference.bin")) {
            ByteBuffer triples = ByteBuffer.wrap(new DataInputStream(in).readAllBytes());
            int count = 0;
            while (triples.hasRemaining()) {
                double x = triples.getDouble();
                assertEquals(triples.getDouble(), GnuTrigonometry.sin(x), "sin " + x);
                assertEquals(triples.getDouble(), GnuTrigonometry.cos(x), "cos " + x);
                count++;
            }
            assertTrue(count > 7000);
        }
    }

    @Test
    void isStillRightBeyondItsExactRange() {
        for (double x = -30; x <= 30; x += 0.37) {
            assertEquals(StrictMath.sin(x), GnuTrigonometry.sin(x), 2e-16);
            assertEquals(StrictMath.cos(x), GnuTrigonometry.cos(x), 2e-16);
        }
        assertTrue(Double.isNaN(GnuTrigonometry.sin(Double.POSITIVE_INFINITY)));
        assertTrue(Double.isNaN(GnuTrigonometry.cos(Double.NaN)));
    }
}
