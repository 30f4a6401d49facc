package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import keel.experiments.preset.MemberSize;
import keel.training.gpu.GpuSize;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final MemberSize SMALL = new MemberSize(100, 1000);

    private static List<Packing.Item<Integer>> items(
            int first, int count, Object key, long remaining, MemberSize size) {
        List<Packing.Item<Integer>> items = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            items.add(new Packing.Item<>(i, key, true, remaining, size));
        }
        return items;
    }

    private static List<List<Integer>> runs(List<Packing.Packed<Integer>> cohorts) {
        return cohorts.stream().map(Packing.Packed::runs).toList();
    }

    @Test
    void runsAreSplitEvenlyIntoAsManyCohortsAsThreads() {
        assertEquals(
                List.of(List.of(3, 4, 5), List.of(1, 2)),
                runs(new Packing(2, 1_000_000).pack(items(1, 5, "a", 10, SMALL))));
        assertEquals(List.of(List.of(7)), runs(new Packing(4, 1_000_000).pack(items(7, 1, "a", 10, SMALL))));
    }

    /** Two at a time may take 8,000 bytes: 4 members each. */
    @Test
    void cohortsThatRunAtTheSameTimeFitIntoMemory() {
        List<Packing.Packed<Integer>> cohorts = new Packing(2, 8000).pack(items(0, 17, "a", 10, SMALL));
        assertEquals(5, cohorts.size());
        cohorts.forEach(cohort -> assertTrue(cohort.runs().size() <= 4 && cohort.bytes() <= 4000));
        assertEquals(
                17,
                new TreeSet<>(cohorts.stream().flatMap(c -> c.runs().stream()).toList()).size());
        // One member has to train, however little memory there is.
        assertEquals(3, new Packing(2, 10).pack(items(0, 3, "a", 10, SMALL)).size());
    }

    private static Packing onGpu(int threads, long usable, long largest) {
        return new Packing(threads, 1L << 50, Optional.of(new DeviceMemory("Abacus", 200L << 30, usable, largest)));
    }

    /** 190 MiB a member, of which one array takes 64. */
    private static final MemberSize ON_GPU = new MemberSize(100, 1000, 100, new GpuSize(190L << 20, 64L << 20));

    @Test
    void cohortsThatRunAtTheSameTimeFitOnTheGpu() {
        List<Packing.Item<Integer>> items = items(0, 1024, "a", 10, ON_GPU);
        Packing packing = onGpu(1, 111L << 30, 1L << 40);
        List<Packing.Packed<Integer>> cohorts = packing.pack(items);
        assertEquals(2, cohorts.size());
        cohorts.forEach(cohort -> assertEquals(512 * (190L << 20), cohort.gpuBytes()));
        assertEquals(
                List.of(
                        "1,024 runs would take 190.0 GiB of the 200.0 GiB of Abacus, of which Keel uses 111.0 GiB: training them as 2 cohorts, one after the other"),
                packing.splits(items));
        assertEquals(4, onGpu(2, 111L << 30, 1L << 40).pack(items).size());
        assertTrue(onGpu(2, 111L << 30, 1L << 40).splits(items).get(0).endsWith("4 cohorts, 2 at a time"));
        assertEquals(1, onGpu(1, 191L << 30, 1L << 40).pack(items).size());
        assertEquals(List.of(), onGpu(1, 191L << 30, 1L << 40).splits(items));
    }

    @Test
    void noArrayIsLongerThanTheGpuOrJavaGives() {
        List<Packing.Item<Integer>> items = items(0, 1024, "a", 10, ON_GPU);
        Packing packing = onGpu(1, 1L << 50, 30L << 30);
        assertEquals(3, packing.pack(items).size());
        assertEquals(
                List.of(
                        "one array of 1,024 runs would take 64.0 GiB, but Abacus gives one at most 30.0 GiB: training them as 3 cohorts, one after the other"),
                packing.splits(items));
        MemberSize longArrays = new MemberSize(100, 1000, 1L << 30, GpuSize.NOTHING);
        assertEquals(
                4,
                new Packing(1, 1L << 50).pack(items(0, 4, "a", 10, longArrays)).size());
    }

    @Test
    void unequalKeysAndRunsThatCannotBeStackedStayApartAndTheLongestComesFirst() {
        List<Packing.Item<Integer>> items = items(0, 2, "short", 10, SMALL);
        items.addAll(items(10, 2, "long", 1000, SMALL));
        items.addAll(items(20, 1, "large", 100, new MemberSize(5000, 1000)));
        items.add(new Packing.Item<>(30, "alone", false, 1, SMALL));
        items.add(new Packing.Item<>(31, "alone", false, 2, SMALL));
        List<Packing.Packed<Integer>> cohorts = new Packing(1, 1_000_000).pack(items);
        assertEquals(List.of(List.of(20), List.of(10, 11), List.of(0, 1), List.of(31), List.of(30)), runs(cohorts));
        assertEquals(
                List.of(true, true, true, false, false),
                cohorts.stream().map(Packing.Packed::stackable).toList());
    }
}
