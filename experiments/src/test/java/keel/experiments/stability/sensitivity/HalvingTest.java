package keel.experiments.stability.sensitivity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private static Set<String> choosing(List<Halving> halvings) {
        return halvings.stream()
                .map(halving -> Arrays.toString(halving.choosing()))
                .collect(Collectors.toSet());
    }

    /** 6 over 3 = 20; 5 over 3 = 10, the larger half choosing. */
    @Test
    void fewSeedsAreHalvedInEveryWay() {
        List<Halving> six = Halving.of(6, 20, RandomStream.named(0, "halving"));
        assertEquals(20, six.size());
        assertEquals(20, choosing(six).size());
        List<Halving> five = Halving.of(5, 100, RandomStream.named(0, "halving"));
        assertEquals(10, choosing(five).size());
        assertTrue(
                five.stream().allMatch(halving -> halving.choosing().length == 3 && halving.reporting().length == 2));
    }

    @Test
    void manySeedsAreHalvedAtRandom() {
        List<Halving> halvings = Halving.of(100, 50, RandomStream.named(0, "halving"));
        assertEquals(50, choosing(halvings).size());
        assertEquals(choosing(halvings), choosing(Halving.of(100, 50, RandomStream.named(0, "halving"))));
        assertTrue(choosing(halvings).stream()
                .noneMatch(choosing(Halving.of(100, 50, RandomStream.named(1, "halving")))::contains));
    }

    @Test
    void theHalvesShareNoSeedAndLackNone() {
        for (int seeds : new int[] {2, 5, 40}) {
            for (Halving halving : Halving.of(seeds, 30, RandomStream.named(0, "halving"))) {
                int[] both = IntStream.concat(IntStream.of(halving.choosing()), IntStream.of(halving.reporting()))
                        .sorted()
                        .toArray();
                assertArrayEquals(IntStream.range(0, seeds).toArray(), both);
            }
        }
    }
}
