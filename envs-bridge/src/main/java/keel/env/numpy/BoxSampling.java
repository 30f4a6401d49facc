package keel.env.numpy;

import java.util.function.IntPredicate;
import keel.env.Box;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.Tensor;

/**
 * Samples of a Box as Gymnasium 1.3 draws them, in float64: elements without bounds are standard normal, those with one
 * bound are an exponential draw away from it, those with two are uniform; in this order, not the elements'. Whole numbers
 * are the floor of a uniform draw up to the high bound plus 1, then clipped to the element type, signed ones 2 short of its
 * ends. A float64 beyond int64 becomes the least int64, as x86 converts it.
 *
 * <p>Bounds of whole numbers are taken as bounds even where Gymnasium's Box was made with infinite ones, for the Box no
 * longer shows that.
 */
final class BoxSampling {
    private static final double INT64_END = 0x1p63;

    private final Box box;
    private final ElementType type;
    private final Pcg64 random;
    private final double[] drawn;

    private BoxSampling(Box box, Pcg64 random) {
        this.box = box;
        this.random = random;
        type = box.elementType();
        drawn = new double[box.low().length()];
    }

    static Tensor sample(Box box, Pcg64 random) {
        BoxSampling sampling = new BoxSampling(box, random);
        sampling.check();
        sampling.draw();
        return sampling.toTensor();
    }

    private boolean below(int i) {
        return box.low().real(i) > Double.NEGATIVE_INFINITY;
    }

    private boolean above(int i) {
        return box.high().real(i) < Double.POSITIVE_INFINITY;
    }

    private double low(int i) {
        return box.low().real(i);
    }

    /** For whole numbers one more, in int64, which may overflow. */
    private double high(int i) {
        return type.floating() ? box.high().real(i) : box.high().whole(i) + 1;
    }

    private void check() {
        for (int i = 0; i < drawn.length; i++) {
            if (below(i) && above(i)) {
                double range = high(i) - low(i);
                if (!(range >= 0 && Double.isFinite(range))) {
                    throw new EnvException("Element " + i + " of a Box of " + type + " from " + low(i) + " to "
                            + high(i) + " (exclusive for whole numbers) cannot be sampled: NumPy draws only from finite"
                            + " ranges of 0 and wider, and whole numbers below 2^63. Narrow the bounds.");
                }
            }
        }
    }

    private void draw() {
        fill(i -> !below(i) && !above(i), i -> random.standardNormal());
        fill(i -> below(i) && !above(i), i -> random.standardExponential() + low(i));
        fill(i -> !below(i) && above(i), i -> high(i) - random.standardExponential());
        fill(i -> below(i) && above(i), i -> random.uniform(low(i), high(i)));
    }

    private void fill(IntPredicate which, Draw draw) {
        for (int i = 0; i < drawn.length; i++) {
            if (which.test(i)) {
                drawn[i] = draw.at(i);
            }
        }
    }

    private interface Draw {
        double at(int i);
    }

    private Tensor toTensor() {
        Tensor sample = Tensor.zeros(type, box.shape());
        for (int i = 0; i < drawn.length; i++) {
            switch (type) {
                case FLOAT64 -> sample.doubles()[i] = drawn[i];
                case FLOAT32 -> sample.floats()[i] = (float) drawn[i];
                case FLOAT16 -> sample.shorts()[i] = half(drawn[i]);
                case BOOL -> sample.bytes()[i] = (byte) (Math.floor(drawn[i]) == 0 ? 0 : 1);
                case INT8, UINT8 -> sample.bytes()[i] = (byte) whole(i);
                case INT16, UINT16 -> sample.shorts()[i] = (short) whole(i);
                case INT32, UINT32 -> sample.ints()[i] = (int) whole(i);
                case INT64 ->
                    sample.longs()[i] = Math.min(
                            Math.max(whole(i), box.low().whole(i)), box.high().whole(i));
                case UINT64 -> sample.longs()[i] = whole(i);
            }
        }
        return sample;
    }

    private long whole(int i) {
        double floor = Math.floor(drawn[i]);
        boolean signed = switch (type) {
            case INT8, INT16, INT32, INT64 -> true;
            default -> false;
        };
        double width = Math.scalb(1.0, 8 * type.bytes());
        double least = signed ? 2 - width / 2 : 0;
        double most = signed ? width / 2 - 3 : width - 1;
        double clipped = Math.min(Math.max(floor, least), most);
        return clipped >= INT64_END ? Long.MIN_VALUE : (long) clipped;
    }

    /** The nearest float16, ties to even. */
    private static short half(double value) {
        double magnitude = Math.abs(value);
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        if (magnitude >= 65520) {
            return (short) (sign | 0x7c00);
        }
        int exponent = Math.max(Math.getExponent(magnitude), -14);
        int steps = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        return (short) (sign | ((exponent + 14) << 10) + steps);
    }
}
