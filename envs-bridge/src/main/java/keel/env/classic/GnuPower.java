package keel.env.classic;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The square that equals glibc's {@code pow(x, 2)} for float64 bit for bit, in 10⁻¹⁰⁰ &lt; |x| &lt; 10¹⁰⁰. NumPy's scalars
 * compute {@code x**2} with it, and in 7 of 10,000 arguments it is not the nearest float64 to the product, so states
 * depend on it.
 *
 * <p><b>Method</b>, which is glibc's since 2.28: exp(2·log x) with the logarithm as a sum of two doubles. For x = 2ᵏ·z, z
 * from about 0.707 to 1.414, and a short 1/c near 1/z, log x = k·log 2 + log c + log(1 + r), r = z/c − 1, a polynomial in
 * r; exp y = 2^(n/128)·exp r with n the whole number nearest to 128·y / log 2, again with a polynomial in r. Tables are
 * computed here with 60 digits from their definitions; the polynomials' coefficients and the order of operations are
 * glibc's, as built for processors with fused multiply-add.
 *
 * <p>Elsewhere it is {@code x * x}.
 *
 * <p>Checked against {@code arithmetic-hashes.json}, made by {@code src/test/python/make_arithmetic_reference.py}.
 */
final class GnuPower {
    private static final MathContext DIGITS = new MathContext(60);
    private static final double SMALLEST = 1e-100;
    private static final double LARGEST = 1e100;

    private static final int INTERVALS = 128;
    private static final int INTERVAL_SHIFT = 45;

    /** Bits of the least z, from where the intervals count. */
    private static final long LEAST = 0x3fe6955500000000L;

    private static final double LOG_2_HEAD = 0x1.62e42fefa38p-1;
    private static final double LOG_2_REST = 0x1.ef35793c7673p-45;

    private static final double INTERVALS_OVER_LOG_2 = 0x1.71547652b82fep0 * INTERVALS;
    private static final double LOG_2_128TH_HEAD = 0x1.62e42fefap-8;
    private static final double LOG_2_128TH_REST = 0x1.cf79abc9e3b39p-47;

    /** Adding it leaves the nearest whole number in the lowest bits of the sum. */
    private static final double TO_WHOLE = 0x1.8p52;

    /** Three an interval: 1/c, log c to 43 binary places, the remainder of log c. */
    private static final double[] LOGARITHMS = logarithms();

    /** Two an n: 2^(n/128), and by which part of it the power is larger than that double. */
    private static final double[] POWERS = powers();

    private GnuPower() {}

    static double square(double x) {
        double magnitude = Math.abs(x);
        if (!(magnitude > SMALLEST && magnitude < LARGEST) || magnitude == 1) {
            return x * x;
        }
        long bits = Double.doubleToRawLongBits(magnitude);
        long offset = bits - LEAST;
        int interval = 3 * ((int) (offset >>> INTERVAL_SHIFT) & (INTERVALS - 1));
        double exponent = offset >> 52;
        double z = Double.longBitsToDouble(bits - (offset & 0xfffL << 52));
        double r = Math.fma(z, LOGARITHMS[interval], -1);

        double t1 = Math.fma(exponent, LOG_2_HEAD, LOGARITHMS[interval + 1]);
        double t2 = t1 + r;
        double lost1 = Math.fma(exponent, LOG_2_REST, LOGARITHMS[interval + 2]);
        double lost2 = t1 - t2 + r;
        double half = -0.5 * r;
        double halfSquare = r * half;
        double head = t2 + halfSquare;
        double lost3 = Math.fma(half, r, -halfSquare);
        double lost4 = t2 - head + halfSquare;
        double inner = Math.fma(r, 0x1.0002b8b263fc3p0, -0x1.2495b9b4845e9p0);
        inner = Math.fma(halfSquare, inner, Math.fma(r, -0x1.555555529a47ap-1, 0x1.999999959554ep-1));
        inner = Math.fma(halfSquare, inner, Math.fma(r, 0x1.0000000000006p-1, -0x1.555555555556p-1));
        double lost = Math.fma(r * halfSquare, inner, lost1 + lost2 + lost3 + lost4);
        double logarithm = head + lost;
        return exponential(2 * logarithm, 2 * (head - logarithm + lost));
    }

    /** exp(y + rest), for |y| &lt; 512. */
    private static double exponential(double y, double rest) {
        double shifted = Math.fma(INTERVALS_OVER_LOG_2, y, TO_WHOLE);
        double n = shifted - TO_WHOLE;
        double r = Math.fma(-n, LOG_2_128TH_REST, Math.fma(-n, LOG_2_128TH_HEAD, y)) + rest;
        long whole = (long) n;
        int power = 2 * ((int) whole & (INTERVALS - 1));
        double square = r * r;
        double more = Math.fma(square, Math.fma(r, 0x1.555555555543cp-3, 0x1.ffffffffffdbdp-2), POWERS[power + 1] + r);
        more = Math.fma(square * square, Math.fma(r, 0x1.1111167a4d017p-7, 0x1.55555cf172b91p-5), more);
        double scale = Math.scalb(POWERS[power], (int) (whole >> 7));
        return Math.fma(scale, more, scale);
    }

    private static double[] logarithms() {
        double[] table = new double[3 * INTERVALS];
        for (int i = 0; i < INTERVALS; i++) {
            double from = Double.longBitsToDouble(LEAST + ((long) i << INTERVAL_SHIFT));
            double to = Double.longBitsToDouble(LEAST + ((i + 1L) << INTERVAL_SHIFT));
            double inverse = from < 1 && to > 1 ? 1 : 2 / (from + to);
            double grid = inverse > 1 ? 128 : 256;
            double shortInverse = Math.rint(inverse * grid) / grid;
            BigDecimal logarithm = log(new BigDecimal(shortInverse)).negate();
            double head = Math.rint(logarithm.doubleValue() * 0x1p43) / 0x1p43;
            table[3 * i] = shortInverse;
            table[3 * i + 1] = head;
            table[3 * i + 2] = logarithm.subtract(new BigDecimal(head)).doubleValue();
        }
        return table;
    }

    private static double[] powers() {
        double[] table = new double[2 * INTERVALS];
        BigDecimal step = log(BigDecimal.valueOf(2)).divide(BigDecimal.valueOf(INTERVALS));
        for (int n = 0; n < INTERVALS; n++) {
            BigDecimal exponent = step.multiply(BigDecimal.valueOf(n));
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal term = BigDecimal.ONE;
            for (int i = 1; i < 50; i++) {
                sum = sum.add(term);
                term = term.multiply(exponent).divide(BigDecimal.valueOf(i), DIGITS);
            }
            table[2 * n] = sum.doubleValue();
            table[2 * n + 1] = sum.divide(new BigDecimal(table[2 * n]), DIGITS)
                    .subtract(BigDecimal.ONE)
                    .doubleValue();
        }
        return table;
    }

    /** log v = 2·artanh((v − 1) / (v + 1)), from its power series, for v of 0.7 to 2. */
    private static BigDecimal log(BigDecimal v) {
        BigDecimal ratio = v.subtract(BigDecimal.ONE).divide(v.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = ratio.multiply(ratio);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal term = ratio.multiply(BigDecimal.valueOf(2));
        for (int i = 1; i < 130; i += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(i), DIGITS));
            term = term.multiply(square, DIGITS);
        }
        return sum;
    }
}
