package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {
    /** Values of IEEE 754 binary16, from its definition: sign, 5 bits of exponent (bias 15), 10 of fraction. */
    @ParameterizedTest
    @CsvSource({
        "0x0000, 0.0",
        "0x3c00, 1.0",
        "0xc000, -2.0",
        "0x7bff, 65504.0",
        "0x0400, 6.103515625e-05",
        "0x0001, 5.9604644775390625e-08",
        "0x03ff, 6.097555160522461e-05",
        "0x3555, 0.333251953125",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x7e00, NaN"
    })
    void readsHalves(String bits, double value) {
        short half = (short) (int) Integer.decode(bits);
        assertEquals(
                value, Tensor.of(ElementType.FLOAT16, new short[] {half}, 1).real(0));
    }

    @Test
    void readsUnsignedNumbers() {
        assertEquals(255, Tensor.of(ElementType.UINT8, new byte[] {-1}, 1).whole(0));
        assertEquals(-1, Tensor.of(ElementType.INT8, new byte[] {-1}, 1).whole(0));
        assertEquals(65535, Tensor.of(ElementType.UINT16, new short[] {-1}, 1).whole(0));
        assertEquals(-1, Tensor.of(ElementType.INT16, new short[] {-1}, 1).whole(0));
        assertEquals(
                4294967295L, Tensor.of(ElementType.UINT32, new int[] {-1}, 1).whole(0));
        Tensor large = Tensor.of(ElementType.UINT64, new long[] {-1, Long.MIN_VALUE, 5}, 3);
        assertEquals(0x1p64, large.real(0));
        assertEquals(0x1p63, large.real(1));
        assertEquals(5, large.real(2));
        assertEquals(
                0x1p64 - 2048,
                Tensor.of(ElementType.UINT64, new long[] {-2048}, 1).real(0));
        assertEquals(
                0x1p63 + 2048,
                Tensor.of(ElementType.UINT64, new long[] {Long.MIN_VALUE + 1025}, 1)
                        .real(0));
    }

    @Test
    void realNumbersAreNotWhole() {
        assertThrows(EnvException.class, () -> Tensor.of(new float[] {1}, 1).whole(0));
    }

    @Test
    void rowsAreCopies() {
        Tensor table = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertEquals(Tensor.of(new long[] {3, 4, 5, 6}, 2, 2), table.rows(1, 3));
        assertEquals(Tensor.of(new long[] {3, 4}, 2), table.row(1));
        Tensor rows = table.rows(0, 1);
        rows.longs()[0] = 9;
        assertEquals(1, table.longs()[0]);
        assertEquals(
                table,
                Tensor.stack(ElementType.INT64, new int[] {2}, List.of(table.row(0), table.row(1), table.row(2))));
        table.copyRows(2, table, 0, 1);
        assertArrayEquals(new long[] {5, 6, 3, 4, 5, 6}, table.longs());
        table.clear();
        assertEquals(Tensor.zeros(ElementType.INT64, 3, 2), table);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        String stacked = assertThrows(
                        EnvException.class,
                        () -> Tensor.stack(
                                ElementType.FLOAT32, new int[] {2}, List.of(Tensor.of(new double[] {1, 2}, 2))))
                .getMessage();
        assertTrue(stacked.contains("FLOAT64 [2]") && stacked.contains("FLOAT32 [2]"), stacked);
        String held = assertThrows(EnvException.class, () -> Tensor.of(ElementType.FLOAT16, new int[] {1}, 1))
                .getMessage();
        assertTrue(held.contains("SHORTS"), held);
        assertThrows(EnvException.class, () -> Tensor.of(new float[3], 2, 2));
    }

    @Test
    void equalMeansTypeShapeAndBits() {
        Tensor one = Tensor.of(new float[] {1, Float.NaN}, 2);
        assertEquals(one, Tensor.of(new float[] {1, Float.NaN}, 2));
        assertEquals(one.hashCode(), Tensor.of(new float[] {1, Float.NaN}, 2).hashCode());
        assertNotEquals(one, Tensor.of(new float[] {1, Float.NaN}, 2, 1));
        assertNotEquals(Tensor.of(new float[] {0f}, 1), Tensor.of(new float[] {-0f}, 1));
        assertNotEquals(
                Tensor.of(ElementType.INT8, new byte[] {1}, 1), Tensor.of(ElementType.UINT8, new byte[] {1}, 1));
    }
}
