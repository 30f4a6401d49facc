package keel.experiments.run;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import keel.training.gpu.GpuMemoryException;

/**
 * A cohort that, if its GPU runs out of memory while it trains, is split in two, which train one after the other in the same
 * way. They go on from the last checkpoint, or begin again, and write the same bytes as if they had never been together.
 */
final class SplittingCohort implements CohortTask {
    /** Makes a cohort that throws {@link GpuMemoryException} if its members may fit when they are fewer. */
    interface Cohorts {
        /**
         * Makes one.
         *
         * @param index among the cohorts of the command
         */
        CohortTask of(int index, List<PendingRun> runs);
    }

    private final int index;
    private final List<PendingRun> runs;
    private final Cohorts cohorts;
    private final IntSupplier freeIndex;
    private final Consumer<String> tell;
    private final CohortTask whole;

    /**
     * Prepares.
     *
     * @param freeIndex gives an index that no cohort of the command has
     * @param tell told when it is split, and why
     */
    SplittingCohort(int index, List<PendingRun> runs, Cohorts cohorts, IntSupplier freeIndex, Consumer<String> tell) {
        this.runs = runs;
        this.cohorts = cohorts;
        this.freeIndex = freeIndex;
        this.tell = tell;
        this.index = index;
        whole = cohorts.of(index, runs);
    }

    @Override
    public void prepare() {
        whole.prepare();
    }

    @Override
    public List<FinishedRun> train(List<RunDirectory> directories) {
        try {
            return whole.train(directories);
        } catch (GpuMemoryException e) {
            if (runs.size() == 1) {
                throw e;
            }
            tell.accept("%s Training these %d runs as smaller cohorts, one after the other."
                    .formatted(e.getMessage(), runs.size()));
        }
        whole.close();
        return trainParts(directories);
    }

    private List<FinishedRun> trainParts(List<RunDirectory> directories) {
        IdentityHashMap<PendingRun, FinishedRun> finished = new IdentityHashMap<>();
        List<PendingRun> again = new ArrayList<>();
        for (int p = 0; p < runs.size(); p++) {
            again.add(
                    new UnfinishedRun(runs.get(p).setting(), directories.get(p).again()));
        }
        int next = index;
        for (List<PendingRun> part : parts(again)) {
            List<RunDirectory> own =
                    part.stream().map(run -> ((UnfinishedRun) run).directory()).toList();
            try (SplittingCohort smaller = new SplittingCohort(next, part, cohorts, freeIndex, tell)) {
                List<FinishedRun> ended = smaller.train(own);
                for (int i = 0; i < part.size(); i++) {
                    finished.put(part.get(i), ended.get(i));
                }
            }
            next = freeIndex.getAsInt();
        }
        return again.stream().map(run -> finished.get(run)).toList();
    }

    /** Members of one cohort stand at one clock; what ended early has an older checkpoint than the others. */
    private List<List<PendingRun>> parts(List<PendingRun> again) {
        Map<Long, List<PendingRun>> byClock = new LinkedHashMap<>();
        again.forEach(run ->
                byClock.computeIfAbsent(run.clock(), clock -> new ArrayList<>()).add(run));
        List<List<PendingRun>> parts = new ArrayList<>();
        int most = (again.size() + 1) / 2;
        for (List<PendingRun> group : byClock.values()) {
            int middle = group.size() > most ? (group.size() + 1) / 2 : group.size();
            parts.add(List.copyOf(group.subList(0, middle)));
            if (middle < group.size()) {
                parts.add(List.copyOf(group.subList(middle, group.size())));
            }
        }
        return parts;
    }

    @Override
    public void close() {
        whole.close();
    }
}
