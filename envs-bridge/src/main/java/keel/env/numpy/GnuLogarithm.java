package keel.env.numpy;

/**
 * log(1 + x) that equals the {@code log1p} of glibc up to 2.38 bit for bit, for −1 &lt; x ≤ 0, which is where NumPy's
 * generators need it: some draws are its result.
 *
 * <p><b>Method</b> of Sun's fdlibm: 1 + x = 2ᵏ·(1 + f) with f from −0.293 to 0.414, k = 0 for x itself in that range; with s
 * = f / (2 + f), log(1 + f) = f − f²/2 + s·(f²/2 + R(s²)), R a polynomial, whose terms glibc adds in an order of its own.
 */
final class GnuLogarithm {
    private static final double LOG_2_HEAD = 0x1.62e42feep-1;
    private static final double LOG_2_REST = 0x1.a39ef35793c76p-33;
    private static final double SMALL = 0x1p-29;
    private static final double TINY = 0x1p-54;

    /** −0.2929, by its upper half: arguments nearer to zero are not divided by a power of 2. */
    private static final double UNDIVIDED_FROM = -0x1.2bec4p-2;

    private static final double ROOT_2 = 0x1.6a09ep0;

    private GnuLogarithm() {}

    static double log1p(double x) {
        if (x > -SMALL) {
            return x > -TINY ? x : x - x * x * 0.5;
        }
        if (x > UNDIVIDED_FROM) {
            double halfSquare = 0.5 * x * x;
            return x - (halfSquare - correction(x, halfSquare));
        }
        double sum = 1 + x;
        int exponent = Math.getExponent(sum);
        double lost = (x - (sum - 1)) / sum;
        double scaled = Math.scalb(sum, -exponent);
        if (scaled >= ROOT_2) {
            exponent++;
            scaled /= 2;
        }
        double f = scaled - 1;
        double rest = exponent * LOG_2_REST + lost;
        double halfSquare = 0.5 * f * f;
        if (f >= -0x1.8p-20 && f < 0x1p-20) {
            if (f == 0) {
                return exponent * LOG_2_HEAD + rest;
            }
            double cubic = halfSquare * (1 - 0.6666666666666666 * f);
            return exponent * LOG_2_HEAD - (cubic - rest - f);
        }
        return exponent * LOG_2_HEAD - (halfSquare - (correction(f, halfSquare) + rest) - f);
    }

    private static double correction(double f, double halfSquare) {
        double s = f / (2 + f);
        double z = s * s;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double sum = z * 0x1.5555555555593p-1
                + z2 * (0x1.999999997fa04p-2 + z * 0x1.2492494229359p-2)
                + z4 * (0x1.c71c51d8e78afp-3 + z * 0x1.7466496cb03dep-3)
                + z6 * (0x1.39a09d078c69fp-3 + z * 0x1.2f112df3e5244p-3);
        return s * (halfSquare + sum);
    }
}
