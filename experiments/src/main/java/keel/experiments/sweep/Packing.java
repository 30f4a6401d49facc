package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.experiments.preset.MemberSize;

/**
 * Splits runs into cohorts. Runs of equal keys are split evenly into as many cohorts as threads, and further where as many such
 * cohorts at once would not fit into memory, the machine's or the GPU's. How runs are split changes nothing in what they write but
 * wall times.
 *
 * @param threads cohorts that train at the same time
 * @param memoryBytes what they may take of the machine's memory together
 * @param gpu what they may take of a GPU's, if they train on one
 */
public record Packing(int threads, long memoryBytes, Optional<DeviceMemory> gpu) {
    private static final double MEBI = 1L << 20;
    private static final double GIBI = 1L << 30;

    /** On the processor. */
    public Packing(int threads, long memoryBytes) {
        this(threads, memoryBytes, Optional.empty());
    }

    /**
     * A run as packing sees it.
     *
     * @param cohortKey runs with equal keys may train together
     * @param stackable whether it may train together with others at all
     * @param remaining environment steps or iterations to go
     */
    public record Item<T>(T run, Object cohortKey, boolean stackable, long remaining, MemberSize size) {
        /** How long it takes, in no unit: steps times parameters. */
        double work() {
            return (double) remaining * Math.max(1, size.parameters());
        }
    }

    /**
     * Runs that train together.
     *
     * @param work how long it takes, in no unit
     * @param bytes of the machine's memory, roughly
     * @param gpuBytes of the GPU's
     */
    public record Packed<T>(List<T> runs, boolean stackable, double work, long bytes, long gpuBytes) {}

    /** All cohorts, longest first: with more cohorts than threads, the last ones to end should be short. */
    public <T> List<Packed<T>> pack(List<Item<T>> items) {
        List<Packed<T>> cohorts = new ArrayList<>();
        items.stream().filter(item -> !item.stackable()).forEach(item -> cohorts.add(packed(List.of(item))));
        groups(items).forEach(group -> {
            int count = cohorts(group.size(), group.get(0).size());
            for (int c = 0; c < count; c++) {
                cohorts.add(packed(group.subList(c * group.size() / count, (c + 1) * group.size() / count)));
            }
        });
        cohorts.sort(Comparator.comparingDouble(cohort -> -cohort.work()));
        return cohorts;
    }

    /** Runs that could all train as one cohort, if there were room. */
    private static <T> Collection<List<Item<T>>> groups(List<Item<T>> items) {
        Map<Object, List<Item<T>>> groups = new LinkedHashMap<>();
        for (Item<T> item : items) {
            if (item.stackable()) {
                groups.computeIfAbsent(item.cohortKey(), key -> new ArrayList<>())
                        .add(item);
            }
        }
        return groups.values();
    }

    /** A sentence for every group of runs that the GPU has too little room for. */
    public <T> List<String> splits(List<Item<T>> items) {
        List<String> sentences = new ArrayList<>();
        gpu.ifPresent(memory -> groups(items).forEach(group -> {
            MemberSize size = group.get(0).size();
            int members = group.size();
            long most = Math.min(memberLimit(size), (members + threads - 1L) / threads);
            if (mostOnGpu(memory, size) < most) {
                sentences.add(sentence(memory, members, size));
            }
        }));
        return sentences;
    }

    private String sentence(DeviceMemory memory, int members, MemberSize size) {
        int count = cohorts(members, size);
        String how = threads == 1 ? "one after the other" : threads + " at a time";
        long fitting = threads
                * (memory.usableBytes() / threads / Math.max(1, size.gpu().bytes()));
        String why = fitting < members
                ? "%,d runs would take %s of the %s of %s, of which Keel uses %s"
                        .formatted(
                                members,
                                text(members * size.gpu().bytes()),
                                text(memory.bytes()),
                                memory.name(),
                                text(memory.usableBytes()))
                : "one array of %,d runs would take %s, but %s gives one at most %s"
                        .formatted(
                                members,
                                text(members * size.gpu().largestBytes()),
                                memory.name(),
                                text(memory.largestBytes()));
        return "%s: training them as %d cohorts, %s".formatted(why, count, how);
    }

    private static String text(long bytes) {
        return bytes < GIBI ? "%.1f MiB".formatted(bytes / MEBI) : "%.1f GiB".formatted(bytes / GIBI);
    }

    /** How many cohorts hold this many members of this size. */
    private int cohorts(int members, MemberSize size) {
        long most = Math.max(
                1,
                Math.min(
                        memberLimit(size),
                        gpu.map(memory -> mostOnGpu(memory, size)).orElse(Long.MAX_VALUE)));
        long needed = (members + most - 1) / most;
        return (int) Math.min(members, Math.max(threads, needed));
    }

    /** Members that one cohort can have because of the machine's memory, and of the longest arrays that Java has. */
    private long memberLimit(MemberSize size) {
        return Math.min(
                memoryBytes / threads / Math.max(1, size.bytes()), Integer.MAX_VALUE / Math.max(1, size.longest()));
    }

    private long mostOnGpu(DeviceMemory memory, MemberSize size) {
        return Math.min(
                memory.usableBytes() / threads / Math.max(1, size.gpu().bytes()),
                memory.largestBytes() / Math.max(1, size.gpu().largestBytes()));
    }

    private static <T> Packed<T> packed(List<Item<T>> items) {
        return new Packed<>(
                items.stream().map(Item::run).toList(),
                items.get(0).stackable(),
                items.stream().mapToDouble(Item::work).sum(),
                items.stream().mapToLong(item -> item.size().bytes()).sum(),
                items.stream().mapToLong(item -> item.size().gpu().bytes()).sum());
    }
}
