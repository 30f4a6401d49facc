package keel.env.numpy;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * {@code numpy.random.Generator(PCG64(seed))}: the same numbers in the same order as NumPy 2, for the draws that
 * environments make. 128 bits of state, XSL-RR output.
 */
public final class Pcg64 {
    private static final long MULTIPLIER_HIGH = 0x2360ed051fc65da4L;
    private static final long MULTIPLIER_LOW = 0x4385df649fccf645L;
    private static final double UNIT = 0x1p-53;
    private static final float UNIT_SINGLE = 0x1p-24f;

    /** From this probability on, NumPy adds up the geometric distribution instead of inverting it. */
    private static final double GEOMETRIC_SEARCH_FROM = 1.0 / 3;

    /** NumPy's, of the sum of a choice's probabilities: the root of float64's resolution. */
    private static final double SUM_TOLERANCE = 0x1p-26;

    private final long incrementHigh;
    private final long incrementLow;
    private long high;
    private long low;

    /** Second half of the last 64-bit draw, waiting for the next 32-bit one. */
    private int buffered;

    private boolean hasBuffered;

    /** @param seed not negative */
    public Pcg64(long seed) {
        this(new SeedSequence(seed));
    }

    /** @param seed not negative, of any size */
    public Pcg64(BigInteger seed) {
        this(new SeedSequence(seed));
    }

    public Pcg64(SeedSequence seeds) {
        long[] words = seeds.generateLongs(4);
        incrementHigh = words[2] << 1 | words[3] >>> 63;
        incrementLow = words[3] << 1 | 1;
        advance();
        add(words[0], words[1]);
        advance();
    }

    /** 64 random bits. */
    public long nextLong() {
        advance();
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    /** {@code Generator.random()}: uniform in [0, 1), a multiple of 2⁻⁵³. */
    public double random() {
        return (nextLong() >>> 11) * UNIT;
    }

    /** {@code Generator.random(dtype=float32)}: uniform in [0, 1), a multiple of 2⁻²⁴, of a half of a 64-bit draw. */
    public float randomSingle() {
        return (nextInt() >>> 8) * UNIT_SINGLE;
    }

    /** {@code Generator.uniform(from, to)}: uniform in [from, to), up to rounding. */
    public double uniform(double from, double to) {
        return from + (to - from) * random();
    }

    /**
     * {@code Generator.integers(from, to)} of int64: uniform in {@code from .. to - 1}.
     *
     * <p>Spans up to 2³² draw 32 bits at a time, low half first; the other half waits for the next such draw, even past
     * draws of other kinds.
     *
     * @throws IllegalArgumentException if {@code to <= from}
     */
    public long integers(long from, long to) {
        if (to <= from) {
            throw new IllegalArgumentException("integers(" + from + ", " + to + ") is empty: to must exceed from.");
        }
        return integersThrough(from, to - 1);
    }

    /**
     * {@code Generator.integers(from, through, endpoint=True)} of int64: uniform in {@code from .. through}, which may be all
     * of int64. As {@link #integers} otherwise.
     *
     * @throws IllegalArgumentException if {@code through < from}
     */
    public long integersThrough(long from, long through) {
        if (through < from) {
            throw new IllegalArgumentException(
                    "integers from " + from + " through " + through + " are none: through must not be less than from.");
        }
        long widest = through - from; // unsigned
        if (widest == 0) {
            return from;
        }
        if (Long.compareUnsigned(widest, 0xffffffffL) < 0) {
            return from + Integer.toUnsignedLong(below32((int) widest + 1));
        }
        if (widest == 0xffffffffL) {
            return from + Integer.toUnsignedLong(nextInt());
        }
        return from + (widest == -1 ? nextLong() : below64(widest + 1));
    }

    /**
     * {@code Generator.integers(from, to, count, dtype=int8)}, or of uint8: uniform in {@code from .. to - 1}, as the lowest 8
     * bits. Four are drawn from 32 bits, the lowest byte first; what is left of them at the end is lost.
     *
     * @param to at most {@code from + 256}
     * @throws IllegalArgumentException if {@code to <= from} or the range is wider than 8 bits
     */
    public byte[] smallIntegers(int count, int from, int to) {
        int span = to - from;
        if (span < 1 || span > 256) {
            throw new IllegalArgumentException("integers of 8 bits from " + from + " to " + to + " (exclusive) are "
                    + span + ": give a range of 1 to 256 values.");
        }
        byte[] drawn = new byte[count];
        int threshold = (256 - span) % span;
        int left = 0;
        int word = 0;
        for (int i = 0; i < count; i++) {
            int product = 0;
            boolean rejected = span > 1;
            while (rejected) {
                word = left == 0 ? nextInt() : word >>> 8;
                left = left == 0 ? 3 : left - 1;
                product = (word & 0xff) * span;
                rejected = (product & 0xff) < threshold;
            }
            drawn[i] = (byte) (from + (product >>> 8));
        }
        return drawn;
    }

    /** {@code Generator.standard_normal()}: mean 0, variance 1. */
    public double standardNormal() {
        return NormalZiggurat.draw(this);
    }

    /** {@code Generator.standard_exponential()}: mean 1. */
    public double standardExponential() {
        return ExponentialZiggurat.draw(this);
    }

    /**
     * {@code Generator.geometric(p)}: trials up to and including the first success.
     *
     * @param p of success at each trial, in (0, 1]
     */
    public long geometric(double p) {
        if (!(p > 0 && p <= 1)) {
            throw new IllegalArgumentException("geometric(" + p + "): the probability must be above 0 and at most 1.");
        }
        if (p < GEOMETRIC_SEARCH_FROM) {
            return (long) Math.ceil(-standardExponential() / GnuLogarithm.log1p(-p));
        }
        double drawn = random();
        double term = p;
        double sum = p;
        long trials = 1;
        while (drawn > sum) {
            term *= 1 - p;
            sum += term;
            trials++;
        }
        return trials;
    }

    /**
     * {@code Generator.choice(len(probabilities), p=probabilities)}.
     *
     * @param probabilities of 0 and up, with a sum of 1
     */
    public int choice(double... probabilities) {
        double[] cumulative = new double[probabilities.length];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            if (!(probabilities[i] >= 0)) {
                throw new IllegalArgumentException(
                        "choice: probability " + i + " is " + probabilities[i] + ". Probabilities are 0 and up.");
            }
            sum += probabilities[i];
            cumulative[i] = sum;
        }
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "choice: the probabilities' sum is " + sum + ". Divide them by it, for it must be 1.");
        }
        double drawn = random();
        int chosen = 0;
        while (cumulative[chosen] / sum <= drawn) {
            chosen++;
        }
        return chosen;
    }

    /** {@code Generator.permutation(count)}: 0 .. count − 1 in random order. */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int other = masked(i);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }

    /** Uniform in 0 .. most: as few low bits of 32 as hold the most, until they do not exceed it. */
    private int masked(int most) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(most);
        int drawn = nextInt() & mask;
        while (drawn > most) {
            drawn = nextInt() & mask;
        }
        return drawn;
    }

    /** The 128 bits of state, unsigned: NumPy's {@code bit_generator.state["state"]["state"]}. */
    public BigInteger state() {
        return unsigned(high, low);
    }

    /** What every step adds to the state, unsigned: NumPy's {@code bit_generator.state["state"]["inc"]}. */
    public BigInteger increment() {
        return unsigned(incrementHigh, incrementLow);
    }

    private static BigInteger unsigned(long high, long low) {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return new BigInteger(1, bytes);
    }

    /** 32 random bits: a half of a 64-bit draw, the low one first. */
    private int nextInt() {
        if (hasBuffered) {
            hasBuffered = false;
            return buffered;
        }
        long drawn = nextLong();
        buffered = (int) (drawn >>> 32);
        hasBuffered = true;
        return (int) drawn;
    }

    /** Lemire's multiply-and-reject: uniform in 0 .. span - 1, both unsigned. */
    private int below32(int span) {
        long wide = Integer.toUnsignedLong(span);
        long product = Integer.toUnsignedLong(nextInt()) * wide;
        if (Integer.compareUnsigned((int) product, span) < 0) {
            int reject = Integer.remainderUnsigned(-span, span);
            while (Integer.compareUnsigned((int) product, reject) < 0) {
                product = Integer.toUnsignedLong(nextInt()) * wide;
            }
        }
        return (int) (product >>> 32);
    }

    private long below64(long span) {
        long drawn = nextLong();
        if (Long.compareUnsigned(drawn * span, span) < 0) {
            long reject = Long.remainderUnsigned(-span, span);
            while (Long.compareUnsigned(drawn * span, reject) < 0) {
                drawn = nextLong();
            }
        }
        return multiplyHighUnsigned(drawn, span);
    }

    /** state = state · multiplier + increment, modulo 2¹²⁸. */
    private void advance() {
        long productHigh = multiplyHighUnsigned(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        low *= MULTIPLIER_LOW;
        high = productHigh;
        add(incrementHigh, incrementLow);
    }

    private void add(long addedHigh, long addedLow) {
        low += addedLow;
        high += addedHigh + (Long.compareUnsigned(low, addedLow) < 0 ? 1 : 0);
    }

    private static long multiplyHighUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }
}
