package keel.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import keel.experiments.preset.MemberSize;
import keel.experiments.preset.Sources;
import keel.experiments.preset.Subject;
import keel.experiments.sweep.DeviceMemory;
import keel.experiments.sweep.Packing;
import keel.training.InvalidConfigException;

/**
 * Trains runs on this machine: those that can be stacked in cohorts, whatever their settings, one cohort a thread; the others
 * one by one, in processes of their own if children are given. How they are split changes nothing in what they write but wall
 * times.
 */
public final class RunExecutor implements Launcher {
    private final Sources sources;
    private final ObjectNode provenance;
    private final Progress progress;
    private final Options options;
    /** For a cohort that there will be when another is split. */
    private final AtomicInteger nextIndex = new AtomicInteger();

    /**
     * How to train, apart from what.
     *
     * @param threads cohorts that train at the same time
     * @param memoryBytes what they may take together
     * @param checkpointNanos time between two checkpoints of a run
     * @param stop asked often; true ends all runs as interrupted
     * @param children processes for runs that cannot be stacked; without them such runs train in this process, too
     * @param gpu what cohorts may take of a GPU's memory, if they train on one
     * @param tell told how runs are split because of that
     */
    public record Options(
            int threads,
            long memoryBytes,
            long checkpointNanos,
            BooleanSupplier stop,
            Optional<ChildProcesses> children,
            Optional<DeviceMemory> gpu,
            Consumer<String> tell) {
        /** On the processor. */
        public Options(
                int threads,
                long memoryBytes,
                long checkpointNanos,
                BooleanSupplier stop,
                Optional<ChildProcesses> children) {
            this(threads, memoryBytes, checkpointNanos, stop, children, Optional.empty(), sentence -> {});
        }
    }

    /** Prepares. */
    public RunExecutor(Sources sources, ObjectNode provenance, Progress progress, Options options) {
        this.sources = sources;
        this.provenance = provenance;
        this.progress = progress;
        this.options = options;
    }

    /**
     * Runs as they will train, longest cohort first.
     *
     * @throws keel.env.EnvException if an environment cannot be had
     */
    public <T extends PendingRun> List<Packing.Packed<T>> plan(List<T> runs) {
        Packing packing = new Packing(options.threads(), options.memoryBytes(), options.gpu());
        List<Packing.Item<T>> items = items(runs);
        packing.splits(items).forEach(options.tell());
        return packing.pack(items);
    }

    private <T extends PendingRun> List<Packing.Item<T>> items(List<T> runs) {
        Map<Object, MemberSize> sizes = new HashMap<>();
        List<Packing.Item<T>> items = new ArrayList<>();
        for (T run : runs) {
            Subject subject = run.setting().subject();
            Object key = subject.cohortKey();
            MemberSize size = sizes.computeIfAbsent(key, unused -> subject.size(sources));
            items.add(new Packing.Item<>(
                    run,
                    List.of(key, run.clock()),
                    subject.stackable(),
                    Math.max(0, subject.length() - run.clock()),
                    size));
        }
        return items;
    }

    @Override
    public List<FinishedRun> train(List<? extends PendingRun> runs) {
        List<CohortTask> tasks = new ArrayList<>();
        IdentityHashMap<PendingRun, RunDirectory> directories = new IdentityHashMap<>();
        runs.forEach(run -> {
            if (run instanceof UnfinishedRun unfinished) {
                directories.put(run, unfinished.directory());
            }
        });
        try {
            List<? extends Packing.Packed<? extends PendingRun>> cohorts = plan(runs);
            nextIndex.set(cohorts.size());
            for (int c = 0; c < cohorts.size(); c++) {
                tasks.add(task(c, cohorts.get(c)));
            }
            // The later ones get their memory when it is their turn.
            tasks.stream().limit(options.threads()).forEach(CohortTask::prepare);
            createDirectories(runs, directories);
            runs.forEach(run -> progress.expect(run.setting().subject().length(), run.clock()));
            for (int c = 0; c < cohorts.size(); c++) {
                PendingRun first = cohorts.get(c).runs().get(0);
                progress.cohort(
                        c,
                        cohorts.get(c).runs().size(),
                        first.clock(),
                        first.setting().subject().length());
            }
            return trainAll(runs, cohorts, tasks, directories);
        } finally {
            tasks.forEach(CohortTask::close);
            directories.values().forEach(RunDirectory::release);
        }
    }

    private CohortTask task(int index, Packing.Packed<? extends PendingRun> cohort) {
        if (!cohort.stackable() && options.children().isPresent()) {
            return new ChildRun(index, cohort.runs().get(0), options.children().get(), progress, options.stop());
        }
        return new SplittingCohort(
                index, List.copyOf(cohort.runs()), this::cohort, nextIndex::getAndIncrement, options.tell());
    }

    private CohortRun cohort(int index, List<PendingRun> runs) {
        return new CohortRun(
                index, runs, sources, provenance(runs.get(0)), progress, options.stop(), options.checkpointNanos());
    }

    /** As of all runs of the command, but of one that the command's device does not compute. */
    private ObjectNode provenance(PendingRun run) {
        if (run.setting().subject().besideDevice().isEmpty()) {
            return provenance;
        }
        ObjectNode own = provenance.deepCopy();
        own.set(RunDirectory.DEVICE, TrainingDevice.processor());
        return own;
    }

    /** All of them or, if one cannot be made, none. */
    private void createDirectories(
            List<? extends PendingRun> runs, IdentityHashMap<PendingRun, RunDirectory> directories) {
        List<RunDirectory> made = new ArrayList<>();
        for (PendingRun run : runs) {
            if (run instanceof NewRun fresh) {
                try {
                    made.add(RunDirectory.create(fresh.out(), fresh.setting(), fresh.seed(), provenance(fresh)));
                } catch (IOException | UncheckedIOException e) {
                    made.forEach(RunDirectory::deleteUnused);
                    throw new InvalidConfigException(
                            "Cannot create run folders in %s: %s. Choose another folder with --out."
                                    .formatted(fresh.out(), e));
                } catch (RuntimeException e) {
                    made.forEach(RunDirectory::deleteUnused);
                    throw e;
                }
                directories.put(run, made.get(made.size() - 1));
            }
        }
    }

    private List<FinishedRun> trainAll(
            List<? extends PendingRun> runs,
            List<? extends Packing.Packed<? extends PendingRun>> cohorts,
            List<CohortTask> tasks,
            IdentityHashMap<PendingRun, RunDirectory> directories) {
        ExecutorService pool = Executors.newFixedThreadPool(options.threads());
        try {
            List<Future<List<FinishedRun>>> futures = new ArrayList<>();
            for (int c = 0; c < tasks.size(); c++) {
                CohortTask task = tasks.get(c);
                List<RunDirectory> own = cohorts.get(c).runs().stream()
                        .map(run -> directories.get(run))
                        .toList();
                futures.add(pool.submit(() -> trainAndClose(task, own)));
            }
            IdentityHashMap<PendingRun, FinishedRun> finished = new IdentityHashMap<>();
            for (int c = 0; c < tasks.size(); c++) {
                List<FinishedRun> ended = futures.get(c).get();
                for (int p = 0; p < ended.size(); p++) {
                    finished.put(cohorts.get(c).runs().get(p), ended.get(p));
                }
            }
            return runs.stream().map(run -> finished.get(run)).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a cohort's thread failed: " + e.getCause(), e);
        } finally {
            pool.shutdown();
        }
    }

    /** Its memory is for the next one. */
    private static List<FinishedRun> trainAndClose(CohortTask task, List<RunDirectory> directories) {
        try (task) {
            return task.train(directories);
        }
    }
}
