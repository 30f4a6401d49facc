package keel.env.numpy;

import java.math.BigDecimal;

/**
 * Normally distributed draws as NumPy's: the ziggurat of 256 layers of Marsaglia and Tsang, <i>The Ziggurat Method for
 * Generating Random Variables</i> (2000). A draw of 64 bits gives layer, sign and place in the layer.
 *
 * <p>The edges follow from the outermost, r, and the layers' area v by x[i] = f⁻¹(v / x[i + 1] + f(x[i + 1])), f(x) =
 * exp(−x²/2). NumPy's table was made so in float64, hence the bits of v below, and with an exponential that missed the
 * nearest float64 in one layer, 38, where it lies almost midway between two.
 */
final class NormalZiggurat {
    private static final int LAYERS = 256;
    private static final double OUTERMOST = 3.654152885361009;
    private static final double INVERSE_OUTERMOST = 0.2736612373297583;
    private static final double AREA = 0.004928673233974652;
    private static final int MISSED_LAYER = 38;
    private static final double UNIT = 0x1p52;

    /** Places below are surely under the curve. */
    private static final long[] INNER = new long[LAYERS];

    /** Width of one place. */
    private static final double[] WIDTH = new double[LAYERS];

    /** The curve at the layer's edge. */
    private static final double[] HEIGHT = new double[LAYERS];

    static {
        double edge = OUTERMOST;
        WIDTH[LAYERS - 1] = edge / UNIT;
        HEIGHT[LAYERS - 1] = curve(edge);
        INNER[0] = (long) Math.rint(edge * HEIGHT[LAYERS - 1] / AREA * UNIT);
        WIDTH[0] = AREA / HEIGHT[LAYERS - 1] / UNIT;
        HEIGHT[0] = 1;
        for (int i = LAYERS - 2; i > 0; i--) {
            double next = Math.sqrt(-2 * log(AREA / edge + HEIGHT[i + 1]));
            INNER[i + 1] = (long) Math.rint(next / edge * UNIT);
            WIDTH[i] = next / UNIT;
            HEIGHT[i] = curve(next);
            if (i == MISSED_LAYER) {
                HEIGHT[i] = Math.nextUp(HEIGHT[i]);
            }
            edge = next;
        }
    }

    private NormalZiggurat() {}

    static double draw(Pcg64 random) {
        while (true) {
            long bits = random.nextLong();
            int layer = (int) bits & (LAYERS - 1);
            boolean negative = (bits >>> 8 & 1) != 0;
            long place = bits >>> 9 & 0xfffffffffffffL;
            double x = place * WIDTH[layer];
            if (negative) {
                x = -x;
            }
            if (place < INNER[layer]) {
                return x;
            }
            if (layer == 0) {
                return tail(random, (place >>> 8 & 1) != 0);
            }
            double height = (HEIGHT[layer - 1] - HEIGHT[layer]) * random.random() + HEIGHT[layer];
            if (height < StrictMath.exp(-0.5 * x * x)) {
                return x;
            }
        }
    }

    /** Beyond the outermost edge; the sign comes from a bit of the place, not the sign's. */
    private static double tail(Pcg64 random, boolean negative) {
        while (true) {
            double x = -INVERSE_OUTERMOST * GnuLogarithm.log1p(-random.random());
            double y = -GnuLogarithm.log1p(-random.random());
            if (y + y > x * x) {
                return negative ? -(OUTERMOST + x) : OUTERMOST + x;
            }
        }
    }

    private static double curve(double x) {
        return PreciseMath.exp(new BigDecimal(-0.5 * x * x)).doubleValue();
    }

    private static double log(double x) {
        return PreciseMath.log(new BigDecimal(x)).doubleValue();
    }
}
