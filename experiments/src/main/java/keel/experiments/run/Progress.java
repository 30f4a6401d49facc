package keel.experiments.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** How far a command's cohorts are; written by training threads, read by whoever shows it. */
public final class Progress {
    /** Steps of one cohort, times its members. */
    private record Part(long done, long total) {}

    private final Map<Integer, Part> parts = new ConcurrentHashMap<>();
    private final Map<Long, Double> scores = new ConcurrentSkipListMap<>();
    private final long start = System.nanoTime();
    private final AtomicLong before = new AtomicLong();

    void cohort(int index, int members, long done, long total) {
        parts.put(index, new Part(members * done, members * total));
    }

    /** Before the start: this much was done by an earlier command. */
    void startFrom(long alreadyDone) {
        before.addAndGet(alreadyDone);
    }

    /** What this command has done so far. */
    public long doneHere() {
        return Math.max(0, done() - before.get());
    }

    void score(long seed, double score) {
        scores.put(seed, score);
    }

    /** Environment steps or iterations done, over all members. */
    public long done() {
        return parts.values().stream().mapToLong(Part::done).sum();
    }

    /** The same when all is done, as far as known. */
    public long total() {
        return parts.values().stream().mapToLong(Part::total).sum();
    }

    /** Latest score of each seed that has one. */
    public Map<Long, Double> scores() {
        return Map.copyOf(scores);
    }

    public double elapsedSeconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
