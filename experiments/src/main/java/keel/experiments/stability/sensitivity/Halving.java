package keel.experiments.stability.sensitivity;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import keel.training.random.RandomStream;
import org.hipparchus.util.Combinations;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * Seeds in two halves.
 *
 * @param choosing the half that chooses, one larger if the number of seeds is odd
 * @param reporting the other half
 */
record Halving(int[] choosing, int[] reporting) {
    /** All there are if there are not more than {@code most}, otherwise so many random ones. */
    static List<Halving> of(int seeds, int most, RandomStream random) {
        int choosing = (seeds + 1) / 2;
        Stream<int[]> halves;
        if (CombinatoricsUtils.binomialCoefficientDouble(seeds, choosing) <= most) {
            halves = StreamSupport.stream(new Combinations(seeds, choosing).spliterator(), false);
        } else {
            halves = Stream.generate(() -> drawn(seeds, choosing, random)).limit(most);
        }
        return halves.map(half -> of(seeds, half)).toList();
    }

    private static int[] drawn(int seeds, int choosing, RandomStream random) {
        int[] order = IntStream.range(0, seeds).toArray();
        random.shuffle(order);
        int[] half = Arrays.copyOf(order, choosing);
        Arrays.sort(half);
        return half;
    }

    private static Halving of(int seeds, int[] choosing) {
        return new Halving(
                choosing,
                IntStream.range(0, seeds)
                        .filter(seed -> Arrays.binarySearch(choosing, seed) < 0)
                        .toArray());
    }
}
