package keel.env.classic;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Sine and cosine that equal glibc's {@code sin} and {@code cos} for float64 bit for bit, in |x| &lt; 105,414,336; NumPy's
 * scalars call those, so Gymnasium's states depend on their last bit. Java's {@code Math.sin} differs from them in 3 of
 * 1,000 arguments and a correctly rounded sine in 2 of 1,000: it is glibc's own rounding errors that have to be met, so
 * this class takes the same steps in the same order.
 *
 * <p><b>Method.</b> For |x| &lt; 0.855469, with k the whole number nearest to 128·|x| and r = |x| − k/128, hence |r| ≤ 2⁻⁸,
 * and s = sin r, 1 − c = cos r from short polynomials,
 *
 * <pre>
 *   sin(k/128 + r) = sin(k/128) + (cos(k/128)·s − sin(k/128)·c)
 *   cos(k/128 + r) = cos(k/128) − (sin(k/128)·s + cos(k/128)·c)
 * </pre>
 *
 * <p>The table holds sin(k/128) and cos(k/128) as sums of two doubles, computed here with 60 digits from their power
 * series; only the last addition rounds at full size. For |x| &lt; 0.126 the sine is a polynomial in x² instead.
 *
 * <p>Larger arguments come down to those by multiples of π/2, with what is left held as a sum of two doubles: below
 * 2.426265 it is π/2 − |x| with π/2 of 107 bits; beyond, n·π/2 with n up to 2²⁶ and π/2 cut into four pieces, the first
 * two of so few bits that their products with n are exact.
 *
 * <p>Where glibc's build for processors with fused multiply-add (x86-64 since 2013, all of AArch64) fuses, so does this
 * class; on a processor without, the results are the same but slow. Coefficients are those of the <i>IBM Accurate
 * Mathematical Library</i>, glibc's source of the method.
 *
 * <p><b>Elsewhere</b> (|x| ≥ 105,414,336, NaN, infinities) {@link StrictMath} answers, which is the same on every machine
 * but may differ from glibc in the last bit.
 *
 * <p>Checked against {@code trigonometry-reference.bin} and {@code trigonometry-hashes.json}, made by {@code
 * src/test/python/make_trigonometry_reference.py} with glibc 2.36: of 3,700,000 random arguments none differed.
 */
final class GnuTrigonometry {
    /** Results equal glibc's below this magnitude, where the upper half of the float64 is 0x419921fb. */
    static final double EXACT_BELOW = 0x1.921fbp26;

    /** Upper half of the float64: 0x3feb6000. */
    private static final double TABLE_BELOW = 0x1.b6p-1;

    /** Upper half of the float64: 0x400368fd. */
    private static final double ONE_QUARTER_TURN_BELOW = 0x1.368fdp1;

    private static final double SINE_POLYNOMIAL_BELOW = 0.126;
    private static final long SINE_POLYNOMIAL_BITS = Double.doubleToRawLongBits(SINE_POLYNOMIAL_BELOW);
    private static final double SINE_IS_ARGUMENT_BELOW = 0x1p-26;
    private static final double COSINE_IS_ONE_BELOW = 0x1p-27;

    /** Adding it leaves k, the nearest multiple of 2⁻⁷, in the lowest bits of the sum. */
    private static final double TO_128THS = 0x1.8p45;

    /** Adding it leaves the nearest whole number in the lowest bits of the sum. */
    private static final double TO_WHOLE = 0x1.8p52;

    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    private static final double HALF_PI = 0x1.921fb54442d18p0;
    private static final double HALF_PI_REST = 0x1.1a62633145c07p-54;

    /** π/2 in four pieces. */
    private static final double PIECE_1 = 0x1.921fb58p0;

    private static final double PIECE_2 = -0x1.dde973cp-27;
    private static final double PIECE_3 = -0x1.cb3b398p-55;
    private static final double PIECE_4 = -0x1.d747f23e32ed7p-83;

    private static final double SINE_3 = -0x1.5555555555515p-3;
    private static final double SINE_5 = 0x1.11110e829872fp-7;

    private static final int POINTS = 112;

    /** Four a point: sine, its remainder, cosine, its remainder. */
    private static final double[] TABLE = table();

    private GnuTrigonometry() {}

    static double sin(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < TABLE_BELOW) {
            return magnitude < SINE_IS_ARGUMENT_BELOW ? x : sineOfSum(x, 0);
        }
        if (magnitude < ONE_QUARTER_TURN_BELOW) {
            return Math.copySign(cosineOfSum(HALF_PI - magnitude, HALF_PI_REST), x);
        }
        return magnitude < EXACT_BELOW ? afterQuarterTurns(x, 0) : StrictMath.sin(x);
    }

    static double cos(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < TABLE_BELOW) {
            return magnitude < COSINE_IS_ONE_BELOW ? 1 : cosineOfSum(x, 0);
        }
        if (magnitude < ONE_QUARTER_TURN_BELOW) {
            double left = HALF_PI - magnitude;
            double head = left + HALF_PI_REST;
            return sineOfSum(head, left - head + HALF_PI_REST);
        }
        return magnitude < EXACT_BELOW ? afterQuarterTurns(x, 1) : StrictMath.cos(x);
    }

    /** sin(x + {@code more}·π/2), for {@code more} of 0 or 1. */
    private static double afterQuarterTurns(double x, int more) {
        double shifted = Math.fma(x, TWO_OVER_PI, TO_WHOLE);
        double turns = shifted - TO_WHOLE;
        double left = Math.fma(-turns, PIECE_2, Math.fma(-turns, PIECE_1, x));
        double lessThird = Math.fma(-turns, PIECE_3, left);
        double rest = Math.fma(-turns, PIECE_3, left - lessThird);
        double head = Math.fma(-turns, PIECE_4, lessThird);
        rest += Math.fma(-turns, PIECE_4, lessThird - head);
        int quadrant = (int) Double.doubleToRawLongBits(shifted) + more;
        double value = (quadrant & 1) == 0 ? sineOfSum(head, rest) : cosineOfSum(head, rest);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /** sin(head + rest) for |head| &lt; 0.867 and a rest below half of the head's last place. */
    private static double sineOfSum(double head, double rest) {
        if (Math.abs(head) < SINE_POLYNOMIAL_BELOW) {
            return smallSine(head, rest);
        }
        double magnitude = Math.abs(head);
        double signed = head > 0 ? rest : -rest;
        double shifted = TO_128THS + magnitude;
        int point = 4 * (int) Double.doubleToRawLongBits(shifted);
        double r = magnitude - (shifted - TO_128THS);
        double square = r * r;
        double s = r + Math.fma(r * square, Math.fma(square, SINE_5, SINE_3), signed);
        double c = Math.fma(r, signed, shortVersine(square));
        return Math.copySign(sineNearPoint(point, s, c), head);
    }

    /** cos(head + rest), for arguments as of {@link #sineOfSum}. */
    private static double cosineOfSum(double head, double rest) {
        double magnitude = Math.abs(head);
        double signed = head < 0 ? -rest : rest;
        double shifted = TO_128THS + magnitude;
        int point = 4 * (int) Double.doubleToRawLongBits(shifted);
        double r = magnitude - (shifted - TO_128THS) + signed;
        double square = r * r;
        double s = Math.fma(r * square, Math.fma(square, SINE_5, SINE_3), r);
        return cosineNearPoint(point, s, shortVersine(square));
    }

    /** From sin r and 1 − cos r, for the table's point k and |r| ≤ 2⁻⁸, sin(k/128 + r). */
    private static double sineNearPoint(int point, double s, double c) {
        double sine = TABLE[point];
        double cosine = TABLE[point + 2];
        return sine + Math.fma(cosine, s, Math.fma(-sine, c, Math.fma(s, TABLE[point + 3], TABLE[point + 1])));
    }

    /** As {@link #sineNearPoint}, cos(k/128 + r). */
    private static double cosineNearPoint(int point, double s, double c) {
        double sine = TABLE[point];
        double cosine = TABLE[point + 2];
        return cosine + Math.fma(-sine, s, Math.fma(-cosine, c, Math.fma(-s, TABLE[point + 1], TABLE[point + 3])));
    }

    /**
     * {@link #sin} and {@link #cos} of each angle, for less than they cost one by one. The polynomials come first, in a loop
     * that a compiler can vectorise; the table's share comes second, without a branch that depends on the angle while it is
     * below the table's limit.
     *
     * @param small to compute in, of the angles' length, as are {@code sines} and {@code cosines}
     * @param versines the same
     */
    static void sinesAndCosines(double[] angles, double[] sines, double[] cosines, double[] small, double[] versines) {
        for (int i = 0; i < angles.length; i++) {
            double magnitude = Math.abs(angles[i]);
            double r = magnitude - (TO_128THS + magnitude - TO_128THS);
            double square = r * r;
            double cube = r * square;
            double fifth = Math.fma(square, SINE_5, SINE_3);
            sines[i] = r + cube * fifth;
            cosines[i] = Math.fma(cube, fifth, r);
            versines[i] = shortVersine(square);
            small[i] = smallSine(magnitude, 0);
        }
        for (int i = 0; i < angles.length; i++) {
            double angle = angles[i];
            double magnitude = Math.abs(angle);
            if (magnitude < TABLE_BELOW) {
                int point = 4 * (int) Double.doubleToRawLongBits(TO_128THS + magnitude);
                double sine = sineNearPoint(point, sines[i], versines[i]);
                long below = (Double.doubleToRawLongBits(magnitude) - SINE_POLYNOMIAL_BITS) >> (Long.SIZE - 1);
                long bits =
                        (Double.doubleToRawLongBits(sine) & ~below) | (Double.doubleToRawLongBits(small[i]) & below);
                sines[i] = Double.longBitsToDouble(bits | (Double.doubleToRawLongBits(angle) & Long.MIN_VALUE));
                cosines[i] = cosineNearPoint(point, cosines[i], versines[i]);
            } else {
                sines[i] = sin(angle);
                cosines[i] = cos(angle);
            }
        }
    }

    /** x − x³/6 + … − x¹¹/11!, coefficients tuned for |x| &lt; 0.126, and the rest's share. */
    private static double smallSine(double x, double rest) {
        double square = x * x;
        double sum = Math.fma(-0x1.addffc2fcdf59p-26, square, 0x1.71de27b9a7ed9p-19);
        sum = Math.fma(sum, square, -0x1.a01a019db08b8p-13);
        sum = Math.fma(sum, square, 0x1.1111111110ecep-7);
        sum = Math.fma(sum, square, -0x1.5555555555555p-3);
        return x + Math.fma(Math.fma(sum, x, -0.5 * rest), square, rest);
    }

    /** 1 − cos r for |r| ≤ 2⁻⁸, from r². */
    private static double shortVersine(double square) {
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
