package keel.env.numpy;

import static keel.env.numpy.PreciseMath.DIGITS;

import java.math.BigDecimal;

/**
 * Exponentially distributed draws as NumPy's, of the ziggurat of {@link NormalZiggurat} with f(x) = exp(−x). The table is
 * computed with 45 digits; r is where 255 layers and the tail have equal areas and the topmost ends at f = 1. NumPy's places
 * are even.
 */
final class ExponentialZiggurat {
    private static final int LAYERS = 256;
    private static final BigDecimal OUTERMOST = new BigDecimal("7.69711747013104971404462804801521549911396864");
    private static final double UNIT = 0x1p53;

    /** Places below are surely under the curve. */
    private static final long[] INNER = new long[LAYERS];

    /** Width of one place. */
    private static final double[] WIDTH = new double[LAYERS];

    /** The curve at the layer's edge. */
    private static final double[] HEIGHT = new double[LAYERS];

    static {
        BigDecimal edge = OUTERMOST;
        BigDecimal height = PreciseMath.exp(edge.negate());
        BigDecimal area = height.multiply(edge.add(BigDecimal.ONE), DIGITS);
        BigDecimal base = edge.add(BigDecimal.ONE);
        WIDTH[0] = base.doubleValue() / UNIT;
        HEIGHT[0] = 1;
        INNER[0] = inner(edge, base);
        for (int i = LAYERS - 1; i > 0; i--) {
            WIDTH[i] = edge.doubleValue() / UNIT;
            HEIGHT[i] = height.doubleValue();
            if (i > 1) {
                height = area.divide(edge, DIGITS).add(height, DIGITS);
                BigDecimal next = PreciseMath.log(height).negate();
                INNER[i] = inner(next, edge);
                edge = next;
            }
        }
    }

    private ExponentialZiggurat() {}

    private static long inner(BigDecimal narrow, BigDecimal wide) {
        return 2
                * narrow.divide(wide, DIGITS).multiply(new BigDecimal(UNIT / 2)).longValue();
    }

    static double draw(Pcg64 random) {
        while (true) {
            long bits = random.nextLong() >>> 3;
            int layer = (int) bits & (LAYERS - 1);
            long place = bits >>> 8;
            double x = place * WIDTH[layer];
            if (place < INNER[layer]) {
                return x;
            }
            if (layer == 0) {
                return OUTERMOST.doubleValue() - GnuLogarithm.log1p(-random.random());
            }
            double height = (HEIGHT[layer - 1] - HEIGHT[layer]) * random.random() + HEIGHT[layer];
            if (height < StrictMath.exp(-x)) {
                return x;
            }
        }
    }
}
