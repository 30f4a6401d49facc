package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.experiments.preset.MemberSize;

/**
 * Splits runs into cohorts. Runs of equal keys are split evenly into as many cohorts as threads, and further where as many such
 * cohorts at once would not fit into memory. How runs are split changes nothing in what they write but wall times.
 *
 * @param threads cohorts that train at the same time
 * @param memoryBytes what they may take together
 */
public record Packing(int threads, long memoryBytes) {
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
     * @param bytes of memory, roughly
     */
    public record Packed<T>(List<T> runs, boolean stackable, double work, long bytes) {}

    /** All cohorts, longest first: with more cohorts than threads, the last ones to end should be short. */
    public <T> List<Packed<T>> pack(List<Item<T>> items) {
        Map<Object, List<Item<T>>> groups = new LinkedHashMap<>();
        List<Packed<T>> cohorts = new ArrayList<>();
        for (Item<T> item : items) {
            if (item.stackable()) {
                groups.computeIfAbsent(item.cohortKey(), key -> new ArrayList<>())
                        .add(item);
            } else {
                cohorts.add(packed(List.of(item)));
            }
        }
        groups.values().forEach(group -> {
            int count = cohorts(group.size(), group.get(0).size().bytes());
            for (int c = 0; c < count; c++) {
                cohorts.add(packed(group.subList(c * group.size() / count, (c + 1) * group.size() / count)));
            }
        });
        cohorts.sort(Comparator.comparingDouble(cohort -> -cohort.work()));
        return cohorts;
    }

    /** How many cohorts hold this many members of this size. */
    private int cohorts(int members, long bytes) {
        long most = Math.max(1, memoryBytes / threads / Math.max(1, bytes));
        long needed = (members + most - 1) / most;
        return (int) Math.min(members, Math.max(threads, needed));
    }

    private static <T> Packed<T> packed(List<Item<T>> items) {
        return new Packed<>(
                items.stream().map(Item::run).toList(),
                items.get(0).stackable(),
                items.stream().mapToDouble(Item::work).sum(),
                items.stream().mapToLong(item -> item.size().bytes()).sum());
    }
}
