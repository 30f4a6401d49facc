package keel.env.numpy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code numpy.random.SeedSequence}: spreads a seed of any size over a pool of four words, from which any number of state
 * words is drawn. Seeds that differ in one bit give unrelated states, which is why lane seeds 0, 1, 2 … are fine.
 */
public final class SeedSequence {
    private static final int POOL_WORDS = 4;
    private static final int FOLD = 16;
    private static final int MIX_LEFT = 0xca01f9dd;
    private static final int MIX_RIGHT = 0x4973f715;

    private final int[] entropy;
    private final int[] spawnKey;
    private final int[] pool = new int[POOL_WORDS];
    private int spawned;

    /** @param seed not negative */
    public SeedSequence(long seed) {
        this(BigInteger.valueOf(seed));
    }

    /** @param seed not negative, of any size */
    public SeedSequence(BigInteger seed) {
        if (seed.signum() < 0) {
            throw new IllegalArgumentException("Seed " + seed + " is negative; NumPy takes seeds of 0 and up.");
        }
        entropy = words(seed);
        spawnKey = new int[0];
        fill(entropy);
    }

    private SeedSequence(int[] entropy, int[] spawnKey) {
        this.entropy = entropy;
        this.spawnKey = spawnKey;
        int[] all = Arrays.copyOf(entropy, Math.max(entropy.length, POOL_WORDS) + spawnKey.length);
        System.arraycopy(spawnKey, 0, all, all.length - spawnKey.length, spawnKey.length);
        fill(all);
    }

    /** {@code spawn(count)}: sequences unrelated to this one and to all that it spawned before. */
    public List<SeedSequence> spawn(int count) {
        List<SeedSequence> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int[] key = Arrays.copyOf(spawnKey, spawnKey.length + 1);
            key[spawnKey.length] = spawned++;
            children.add(new SeedSequence(entropy, key));
        }
        return children;
    }

    private void fill(int[] words) {
        Hash hash = new Hash(0x43b0d7e5, 0x931e8875);
        for (int i = 0; i < POOL_WORDS; i++) {
            pool[i] = hash.next(i < words.length ? words[i] : 0);
        }
        for (int source = 0; source < POOL_WORDS; source++) {
            for (int target = 0; target < POOL_WORDS; target++) {
                if (source != target) {
                    pool[target] = mix(pool[target], hash.next(pool[source]));
                }
            }
        }
        for (int i = POOL_WORDS; i < words.length; i++) {
            for (int target = 0; target < POOL_WORDS; target++) {
                pool[target] = mix(pool[target], hash.next(words[i]));
            }
        }
    }

    /** {@code generate_state(count, uint32)}. */
    public int[] generateInts(int count) {
        int[] state = new int[count];
        Hash hash = new Hash(0x8b51f9dd, 0x58f38ded);
        for (int i = 0; i < count; i++) {
            state[i] = hash.next(pool[i % POOL_WORDS]);
        }
        return state;
    }

    /** {@code generate_state(count, uint64)}: pairs of words, low word first. */
    public long[] generateLongs(int count) {
        int[] halves = generateInts(2 * count);
        long[] state = new long[count];
        for (int i = 0; i < count; i++) {
            state[i] = Integer.toUnsignedLong(halves[2 * i]) | (long) halves[2 * i + 1] << 32;
        }
        return state;
    }

    /** Little-endian 32-bit words of the seed, without leading zeros but at least one word. */
    private static int[] words(BigInteger seed) {
        int[] words = new int[Math.max(1, (seed.bitLength() + 31) / 32)];
        Arrays.setAll(words, i -> seed.shiftRight(32 * i).intValue());
        return words;
    }

    private static int mix(int x, int y) {
        int mixed = MIX_LEFT * x - MIX_RIGHT * y;
        return mixed ^ mixed >>> FOLD;
    }

    /** Multiplicative hash whose multiplier moves on with every word. */
    private static final class Hash {
        private final int step;
        private int multiplier;

        Hash(int start, int step) {
            this.multiplier = start;
            this.step = step;
        }

        int next(int word) {
            int hashed = word ^ multiplier;
            multiplier *= step;
            hashed *= multiplier;
            return hashed ^ hashed >>> FOLD;
        }
    }
}
