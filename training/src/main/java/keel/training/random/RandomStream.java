package keel.training.random;

import java.nio.charset.StandardCharsets;

/**
 * A random stream of its own for every purpose, derived from the run's seed and the purpose's name, so that drawing more
 * numbers for one purpose never shifts another.
 *
 * <p>xoshiro256++ (Blackman &amp; Vigna 2019), seeded by SplitMix64 over the seed and the FNV-1a hash of the name. Uses
 * {@link StrictMath} only: the same numbers on every machine.
 */
public final class RandomStream {
    /** Numbers in {@link #state}. */
    public static final int STATE_LENGTH = 6;

    private long s0;
    private long s1;
    private long s2;
    private long s3;
    private double spareGaussian;
    private boolean hasSpareGaussian;

    private RandomStream(long key) {
        long state = key;
        s0 = mix(state += 0x9e3779b97f4a7c15L);
        s1 = mix(state += 0x9e3779b97f4a7c15L);
        s2 = mix(state += 0x9e3779b97f4a7c15L);
        s3 = mix(state + 0x9e3779b97f4a7c15L);
    }

    /** The stream of this name in the run with this seed. */
    public static RandomStream named(long seed, String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return new RandomStream(mix(seed + 0x9e3779b97f4a7c15L) ^ hash);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** Uniform in [0, 1) with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in {@code [0, bound)}, without bias (Lemire 2019); {@code bound >= 1}. */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1 but is " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /** Brings the elements into an order of which all are equally likely: Fisher and Yates' shuffle, from the last place down. */
    public void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Standard normal, by Marsaglia's polar method. */
    public double nextGaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * nextDouble() - 1;
            y = 2 * nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = y * scale;
        hasSpareGaussian = true;
        return x * scale;
    }

    /** All that the numbers to come depend on; {@link #of} continues from there. */
    public long[] state() {
        return new long[] {s0, s1, s2, s3, hasSpareGaussian ? 1 : 0, Double.doubleToRawLongBits(spareGaussian)};
    }

    /** A stream that goes on where the one with this state was. */
    public static RandomStream of(long[] state) {
        RandomStream stream = new RandomStream(0);
        stream.restore(state);
        return stream;
    }

    /** Goes on where the stream with this state was. */
    public void restore(long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException(
                    "a stream's state is %d numbers but got %d".formatted(STATE_LENGTH, state.length));
        }
        s0 = state[0];
        s1 = state[1];
        s2 = state[2];
        s3 = state[3];
        hasSpareGaussian = state[4] != 0;
        spareGaussian = Double.longBitsToDouble(state[5]);
    }
}
