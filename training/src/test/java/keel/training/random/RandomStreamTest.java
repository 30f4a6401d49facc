package keel.training.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static long[] draw(long seed, String name) {
        RandomStream random = RandomStream.named(seed, name);
        return new long[] {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
    }

    /** From an independent implementation of FNV-1a, SplitMix64 and xoshiro256++ in Python's whole numbers. */
    @Test
    void drawsTheBitsOfItsDefinition() {
        assertArrayEquals(
                new long[] {-8122492732322817299L, -2908680688124811189L, 2727679845874670073L, 8350010642861108706L},
                draw(0, "exploration"));
        assertArrayEquals(
                new long[] {-338029153760227489L, 5604235330724604457L, 1147675044693925080L, 2042178758380585313L},
                draw(42, "network/q"));
    }

    @Test
    void otherSeedsAndOtherNamesGiveOtherStreams() {
        assertNotEquals(draw(0, "replay")[0], draw(1, "replay")[0]);
        assertNotEquals(draw(0, "replay")[0], draw(0, "noise")[0]);
    }

    @Test
    void wholeNumbersAreUnbiased() {
        RandomStream random = RandomStream.named(5, "test");
        int bound = 7;
        int draws = 700_000;
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(bound)]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += Math.pow(count - draws / (double) bound, 2) / (draws / (double) bound);
        }
        // The 99.9 % quantile of chi-square with 6 degrees of freedom.
        assertTrue(chiSquare < 22.46, "chi-square is " + chiSquare);
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    }

    @Test
    void gaussiansHaveTheRightMoments() {
        RandomStream random = RandomStream.named(6, "test");
        int n = 400_000;
        double[] moments = new double[5];
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(x, k) / n;
            }
        }
        // Four standard errors: 1, sqrt 2, sqrt 15 and sqrt 96 over sqrt n.
        double error = 4 / Math.sqrt(n);
        assertEquals(0, moments[1], error);
        assertEquals(1, moments[2], error * Math.sqrt(2));
        assertEquals(0, moments[3], error * Math.sqrt(15));
        assertEquals(3, moments[4], error * Math.sqrt(96));
    }
}
