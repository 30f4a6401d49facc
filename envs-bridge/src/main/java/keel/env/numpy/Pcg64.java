package keel.env.numpy;

import java.math.BigInteger;

/**
 * {@code numpy.random.Generator(PCG64(seed))}: the same numbers in the same order as NumPy 2, for the draws that
 * environments make. 128 bits of state, XSL-RR output.
 */
public final class Pcg64 {
    private static final long MULTIPLIER_HIGH = 0x2360ed051fc65da4L;
    private static final long MULTIPLIER_LOW = 0x4385df649fccf645L;
    private static final double UNIT = 0x1p-53;

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
        long widest = to - from - 1; // unsigned
        if (widest == 0) {
            return from;
        }
        if (Long.compareUnsigned(widest, 0xffffffffL) < 0) {
            return from + Integer.toUnsignedLong(below32((int) widest + 1));
        }
        if (widest == 0xffffffffL) {
            return from + Integer.toUnsignedLong(nextInt());
        }
        return from + below64(widest + 1);
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
