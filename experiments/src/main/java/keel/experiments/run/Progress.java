package keel.experiments.run;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** How far a command's runs are; written by training threads, read by whoever shows it. */
public final class Progress {
    /** Steps of one cohort, times its members. */
    private record Part(long done, long total) {}

    private final Map<Integer, Part> parts = new ConcurrentHashMap<>();
    private final Map<Path, Double> scores = new ConcurrentSkipListMap<>();
    private final Map<Outcome.Status, Long> finished = new EnumMap<>(Outcome.Status.class);
    private final long start = System.nanoTime();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();
    private final AtomicLong before = new AtomicLong();

    /** Tells of a run before its start: how long it will be, and how much of that was done by an earlier command. */
    void expect(long length, long alreadyDone) {
        runs.incrementAndGet();
        expected.addAndGet(length);
        before.addAndGet(alreadyDone);
    }

    /** @param index of the cohort among those of its command */
    void cohort(int index, int members, long done, long total) {
        parts.put(index, new Part(members * done, members * total));
    }

    void finished(Outcome.Status status) {
        synchronized (finished) {
            finished.merge(status, 1L, Long::sum);
        }
    }

    void score(Path run, double score) {
        scores.put(run, score);
    }

    /** What this command has done so far. */
    public long doneHere() {
        return Math.max(0, done() - before.get());
    }

    /** Environment steps or iterations done, over all members of all cohorts; what an earlier command did counts. */
    public long done() {
        return parts.values().stream().mapToLong(Part::done).sum();
    }

    /** The same when all is done. */
    public long total() {
        return Math.max(
                expected.get(), parts.values().stream().mapToLong(Part::total).sum());
    }

    /** Runs of this command. */
    public long runs() {
        return runs.get();
    }

    /** Runs that have ended, by how. */
    public Map<Outcome.Status, Long> finished() {
        synchronized (finished) {
            return new EnumMap<>(finished);
        }
    }

    /** Latest score of each run that has one, by its folder. */
    public Map<Path, Double> scores() {
        return Map.copyOf(scores);
    }

    public double elapsedSeconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
