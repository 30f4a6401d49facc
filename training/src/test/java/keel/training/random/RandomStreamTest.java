package keel.training.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import keel.training.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
    static Stream<JsonNode> golden() {
        return StreamSupport.stream(
                Reference.read("random-stream-reference.json").get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void drawsTheNumbersOfAnIndependentImplementation(JsonNode golden) {
        RandomStream random = RandomStream.named(
                Long.parseLong(golden.get("seed").asText()), golden.get("name").asText());
        assertEquals(8, golden.get("longs").size());
        for (JsonNode expected : golden.get("longs")) {
            assertEquals(Long.parseLong(expected.asText()), random.nextLong());
        }
    }

    @Test
    void everySeedAndNameIsAStreamOfItsOwn() {
        Set<Long> first = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (String name : List.of("", "a", "b", "ab", "ba", "init/actor", "init/critic")) {
                first.add(RandomStream.named(seed, name).nextLong());
            }
        }
        assertEquals(700, first.size());
    }

    @Test
    void sameSeedAndNameDrawTheSameOfEveryKind() {
        RandomStream a = RandomStream.named(5, "same");
        RandomStream b = RandomStream.named(5, "same");
        for (int i = 0; i < 100; i++) {
            assertEquals(a.nextGaussian(), b.nextGaussian());
            assertEquals(a.nextInt(1000), b.nextInt(1000));
            assertEquals(a.nextDouble(), b.nextDouble());
        }
    }

    /** Chi-square of counts against equal expectations; its mean is cells - 1 and its variance twice that. */
    private static double chiSquare(long[] counts, double expected) {
        double sum = 0;
        for (long count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 10, 1000})
    void smallIntegersAreEquallyLikely(int bound) {
        RandomStream random = RandomStream.named(11, "integers");
        long[] counts = new long[bound];
        int draws = 100 * bound;
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(bound)]++;
        }
        double chiSquare = chiSquare(counts, 100);
        double degrees = bound - 1.0;
        // Five standard deviations, and one more for the skew of few degrees of freedom.
        assertTrue(chiSquare < degrees + 6 * Math.sqrt(2 * degrees), () -> "chi-square " + chiSquare);
        assertTrue(bound < 1000 || chiSquare > degrees - 6 * Math.sqrt(2 * degrees), () -> "too even: " + chiSquare);
    }

    @Test
    void integersBelowAHugeBoundAreEquallyLikelyInEveryResidueClass() {
        // Without rejection, 2^32 numbers would fall on 3 * 2^29 integers unevenly: 3, 3 and 2 on each, by residue.
        int bound = 3 << 29;
        RandomStream random = RandomStream.named(12, "integers");
        long[] counts = new long[3];
        for (int i = 0; i < 30_000; i++) {
            counts[random.nextInt(bound) % 3]++;
        }
        assertTrue(
                chiSquare(counts, 10_000) < 20,
                () -> List.of(counts[0], counts[1], counts[2]).toString());
    }

    @Test
    void aBoundOfOneLeavesOnlyZeroAndBoundsBelowAreRefused() {
        RandomStream random = RandomStream.named(13, "bounds");
        assertEquals(0, random.nextInt(1));
        assertTrue(random.nextInt(Integer.MAX_VALUE) >= 0);
        for (int bound : new int[] {0, -3}) {
            String message = assertThrows(IllegalArgumentException.class, () -> random.nextInt(bound))
                    .getMessage();
            assertTrue(message.contains("at least 1 but is " + bound), message);
        }
    }

    @Test
    void doublesFillTheUnitIntervalEvenly() {
        RandomStream random = RandomStream.named(14, "doubles");
        long[] counts = new long[100];
        for (int i = 0; i < 100_000; i++) {
            double x = random.nextDouble();
            assertTrue(x >= 0 && x < 1);
            counts[(int) (100 * x)]++;
        }
        double chiSquare = chiSquare(counts, 1000);
        assertTrue(chiSquare > 40 && chiSquare < 180, () -> "chi-square of 99 degrees of freedom: " + chiSquare);
    }

    @Test
    void gaussiansHaveTheMomentsOfTheStandardNormalAndForgetTheOneBefore() {
        RandomStream random = RandomStream.named(15, "gaussians");
        int n = 200_000;
        double[] moments = new double[4];
        double before = 0;
        double lagged = 0;
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            double power = 1;
            for (int k = 0; k < 4; k++) {
                power *= x;
                moments[k] += power / n;
            }
            lagged += x * before / n;
            before = x;
        }
        // Standard errors of the moments: sqrt(1, 2, 15, 96) / sqrt(n); five of each.
        double unit = 5 / Math.sqrt(n);
        assertEquals(0, moments[0], unit);
        assertEquals(1, moments[1], unit * Math.sqrt(2));
        assertEquals(0, moments[2], unit * Math.sqrt(15));
        assertEquals(3, moments[3], unit * Math.sqrt(96));
        assertEquals(0, lagged, unit);
    }

    @Test
    void gaussiansFollowThePolarMethodOnTheStreamsDoubles() {
        RandomStream doubles = RandomStream.named(16, "polar");
        RandomStream random = RandomStream.named(16, "polar");
        for (int i = 0; i < 100; i++) {
            double x;
            double y;
            double square;
            do {
                x = 2 * doubles.nextDouble() - 1;
                y = 2 * doubles.nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1 || square == 0);
            double radius = Math.sqrt(-2 * Math.log(square));
            double[] expected = {radius * x / Math.sqrt(square), radius * y / Math.sqrt(square)};
            assertArrayEquals(expected, new double[] {random.nextGaussian(), random.nextGaussian()}, 1e-12);
        }
    }

    @Test
    void aStreamContinuesFromItsState() {
        RandomStream stream = RandomStream.named(3, "state");
        // An odd number of draws leaves a spare normal number, which is part of the state.
        stream.nextGaussian();
        RandomStream copy = RandomStream.of(stream.state());
        for (int i = 0; i < 5; i++) {
            assertEquals(stream.nextGaussian(), copy.nextGaussian());
            assertEquals(stream.nextLong(), copy.nextLong());
        }
        assertThrows(IllegalArgumentException.class, () -> RandomStream.of(new long[4]));
    }
}
