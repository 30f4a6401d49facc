package keel.env.classic;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Sine and cosine that equal glibc's {@code sin} and {@code cos} for float64 bit for bit, in |x| &lt; 0.855469; NumPy's
 * scalars call those, so Gymnasium's states depend on their last bit. Java's {@code Math.sin} differs from them in 3 of
 * 1,000 arguments and a correctly rounded sine in 2 of 1,000: it is glibc's own rounding errors that have to be met, so
 * this class takes the same steps in the same order.
 *
 * <p><b>Method.</b> With k the whole number nearest to 128·|x| and r = |x| − k/128, hence |r| ≤ 2⁻⁸, and s = sin r,
 * 1 − c = cos r from short polynomials,
 *
 * <pre>
 *   sin(k/128 + r) = sin(k/128) + (cos(k/128)·s − sin(k/128)·c)
 *   cos(k/128 + r) = cos(k/128) − (sin(k/128)·s + cos(k/128)·c)
 * </pre>
 *
 * <p>The table holds sin(k/128) and cos(k/128) as sums of two doubles, computed here with 60 digits from their power
 * series; only the last addition rounds at full size. For |x| &lt; 0.126 the sine is a polynomial in x² instead. Where
 * glibc's build for processors with fused multiply-add (x86-64 since 2013, all of AArch64) fuses, so does this class; on a
 * processor without, the results are the same but slow. Coefficients are those of the <i>IBM Accurate Mathematical
 * Library</i>, glibc's source of the method.
 *
 * <p><b>Elsewhere</b> (|x| ≥ 0.855469, NaN, infinities) {@link StrictMath} answers, which is the same on every machine but
 * may differ from glibc in the last bit.
 *
 * <p>Checked against {@code trigonometry-reference.bin}, made by {@code src/test/python/make_trigonometry_reference.py}; of
 * 2,000,000 random arguments in ±0.85 none differed (glibc 2.36). About 4 ns a call.
 */
final class GnuTrigonometry {
    /** Results equal glibc's below this magnitude. */
    static final double EXACT_BELOW = 0.855469;

    private static final double SINE_POLYNOMIAL_BELOW = 0.126;
    private static final double SINE_IS_ARGUMENT_BELOW = 0x1p-26;
    private static final double COSINE_IS_ONE_BELOW = 0x1p-27;

    /** Adding it leaves k, the nearest multiple of 2⁻⁷, in the lowest bits of the sum. */
    private static final double TO_128THS = 0x1.8p45;

    private static final int POINTS = 111;

    /** Four a point: sine, its remainder, cosine, its remainder. */
    private static final double[] TABLE = table();

    private GnuTrigonometry() {}

    static double sin(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < SINE_POLYNOMIAL_BELOW) {
            return magnitude < SINE_IS_ARGUMENT_BELOW ? x : smallSine(x);
        }
        if (!(magnitude < EXACT_BELOW)) {
            return StrictMath.sin(x);
        }
        double shifted = TO_128THS + magnitude;
        int point = 4 * (int) Double.doubleToRawLongBits(shifted);
        double r = magnitude - (shifted - TO_128THS);
        double s = shortSine(r);
        double c = shortVersine(r);
        double sine = TABLE[point];
        double cosine = TABLE[point + 2];
        double rest = Math.fma(cosine, s, Math.fma(-sine, c, Math.fma(s, TABLE[point + 3], TABLE[point + 1])));
        return Math.copySign(sine + rest, x);
    }

    static double cos(double x) {
        double magnitude = Math.abs(x);
        if (!(magnitude < EXACT_BELOW)) {
            return StrictMath.cos(x);
        }
        if (magnitude < COSINE_IS_ONE_BELOW) {
            return 1;
        }
        double shifted = TO_128THS + magnitude;
        int point = 4 * (int) Double.doubleToRawLongBits(shifted);
        double r = magnitude - (shifted - TO_128THS);
        double s = shortSine(r);
        double c = shortVersine(r);
        double sine = TABLE[point];
        double cosine = TABLE[point + 2];
        double rest = Math.fma(-sine, s, Math.fma(-cosine, c, Math.fma(-s, TABLE[point + 1], TABLE[point + 3])));
        return cosine + rest;
    }

    /** x − x³/6 + … − x¹¹/11!, coefficients tuned for |x| &lt; 0.126. */
    private static double smallSine(double x) {
        double square = x * x;
        double sum = Math.fma(-0x1.addffc2fcdf59p-26, square, 0x1.71de27b9a7ed9p-19);
        sum = Math.fma(sum, square, -0x1.a01a019db08b8p-13);
        sum = Math.fma(sum, square, 0x1.1111111110ecep-7);
        sum = Math.fma(sum, square, -0x1.5555555555555p-3);
        return x + sum * x * square;
    }

    /** sin r for |r| ≤ 2⁻⁸. */
    private static double shortSine(double r) {
        double square = r * r;
        return Math.fma(r * square, Math.fma(square, 0x1.11110e829872fp-7, -0x1.5555555555515p-3), r);
    }

    /** 1 − cos r for |r| ≤ 2⁻⁸. */
    private static double shortVersine(double r) {
        double square = r * r;
        double sum = Math.fma(square, 0x1.6c16bedd9e239p-10, -0x1.5555555555535p-5);
        return square * Math.fma(square, sum, 0.5);
    }

    private static double[] table() {
        double[] table = new double[4 * POINTS];
        for (int k = 0; k < POINTS; k++) {
            BigDecimal x = new BigDecimal(k).divide(new BigDecimal(128));
            BigDecimal[] values = {BigDecimal.ZERO, BigDecimal.ZERO};
            BigDecimal term = BigDecimal.ONE;
            for (int n = 0; n < 40; n++) {
                // Terms go in turn to the cosine and the sine, two with plus and two with minus.
                int target = n % 2 == 0 ? 1 : 0;
                values[target] = n % 4 < 2 ? values[target].add(term) : values[target].subtract(term);
                term = term.multiply(x).divide(new BigDecimal(n + 1), new MathContext(60));
            }
            for (int i = 0; i < 2; i++) {
                double head = values[i].doubleValue();
                table[4 * k + 2 * i] = head;
                table[4 * k + 2 * i + 1] =
                        values[i].subtract(new BigDecimal(head)).doubleValue();
            }
        }
        return table;
    }
}
