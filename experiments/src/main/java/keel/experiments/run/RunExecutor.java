package keel.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import keel.env.EnvProvider;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.Trainer;
import keel.training.network.Engine;

/**
 * Trains one setting with several seeds: the seeds are split into cohorts, one a thread, and each run is written to its own
 * folder. How they are split changes nothing in what they write but wall times.
 */
public final class RunExecutor {
    private final Setting setting;
    private final EnvProvider environments;
    private final ObjectNode provenance;
    private final Progress progress;
    private final Options options;

    /**
     * How to train, apart from what.
     *
     * @param threads cohorts that train at the same time
     * @param checkpointNanos time between two checkpoints of a run
     * @param stop asked often; true ends all runs as interrupted
     */
    public record Options(int threads, long checkpointNanos, BooleanSupplier stop) {}

    /**
     * One finished run.
     *
     * @param failure what was thrown, of a run that failed
     */
    public record Finished(long seed, Path path, Outcome outcome, Optional<Throwable> failure) {}

    /** Prepares. */
    public RunExecutor(
            Setting setting, EnvProvider environments, ObjectNode provenance, Progress progress, Options options) {
        this.setting = setting;
        this.environments = environments;
        this.provenance = provenance;
        this.progress = progress;
        this.options = options;
    }

    /** Runs in cohorts: one a thread for the stacked engine, one a run for engines that hold one member. */
    <T> List<List<T>> cohorts(List<T> runs) {
        int count =
                setting.subject().engine() == Engine.STACKED ? Math.min(options.threads(), runs.size()) : runs.size();
        List<List<T>> cohorts = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            cohorts.add(runs.subList(c * runs.size() / count, (c + 1) * runs.size() / count));
        }
        return cohorts;
    }

    /**
     * Trains every seed, each in a new folder.
     *
     * @throws keel.env.EnvException before anything is written, if the environment cannot be had
     */
    public List<Finished> run(Path out, List<Long> seeds) {
        List<Trainer> trainers = new ArrayList<>();
        try {
            List<List<Long>> cohorts = cohorts(seeds);
            cohorts.forEach(cohort -> trainers.add(trainer(cohort)));
            return trainAll(trainers, createDirectories(out, cohorts));
        } finally {
            trainers.forEach(Trainer::close);
        }
    }

    private Trainer trainer(List<Long> seeds) {
        return setting.subject()
                .trainer(seeds.stream().mapToLong(Long::longValue).toArray(), environments);
    }

    /** All of them or, if one cannot be made, none. */
    private List<List<RunDirectory>> createDirectories(Path out, List<List<Long>> cohorts) {
        List<List<RunDirectory>> all = new ArrayList<>();
        try {
            for (List<Long> seeds : cohorts) {
                List<RunDirectory> directories = new ArrayList<>();
                all.add(directories);
                for (long seed : seeds) {
                    directories.add(RunDirectory.create(out, setting, seed, provenance));
                }
            }
            return all;
        } catch (IOException | UncheckedIOException e) {
            all.forEach(directories -> directories.forEach(RunDirectory::deleteUnused));
            throw new InvalidConfigException(
                    "Cannot create run folders in %s: %s. Choose another folder with --out.".formatted(out, e));
        }
    }

    /**
     * Goes on with runs of this setting that did not end. Runs whose checkpoints are of the same clock train together.
     *
     * @param directories reopened; released at the end
     * @throws keel.training.checkpoint.CheckpointException before anything is changed, if a checkpoint does not fit
     * @throws keel.env.EnvException before anything is changed, if the environment cannot be had
     */
    public List<Finished> resume(List<RunDirectory> directories) {
        SortedMap<Long, List<RunDirectory>> byClock = new TreeMap<>();
        directories.forEach(directory -> byClock.computeIfAbsent(directory.clock(), clock -> new ArrayList<>())
                .add(directory));
        List<Trainer> trainers = new ArrayList<>();
        try {
            List<List<RunDirectory>> cohorts = new ArrayList<>();
            byClock.values().forEach(equal -> cohorts.addAll(cohorts(equal)));
            for (List<RunDirectory> cohort : cohorts) {
                Trainer trainer =
                        trainer(cohort.stream().map(RunDirectory::seed).toList());
                trainers.add(trainer);
                for (int p = 0; p < cohort.size(); p++) {
                    int member = p;
                    cohort.get(p).trainerState().ifPresent(state -> trainer.restore(member, state));
                }
            }
            for (RunDirectory directory : directories) {
                directory.markResumed(provenance);
                progress.startFrom(directory.clock());
            }
            return trainAll(trainers, cohorts);
        } catch (IOException e) {
            throw new InvalidConfigException("Cannot write to a run's folder: %s. Check its permissions.".formatted(e));
        } finally {
            trainers.forEach(Trainer::close);
            directories.forEach(RunDirectory::release);
        }
    }

    private List<Finished> trainAll(List<Trainer> trainers, List<List<RunDirectory>> cohorts) {
        ExecutorService pool = Executors.newFixedThreadPool(options.threads());
        try {
            List<Future<List<Finished>>> futures = new ArrayList<>();
            for (int c = 0; c < cohorts.size(); c++) {
                CohortRun cohort = new CohortRun(
                        c, trainers.get(c), cohorts.get(c), progress, options.stop(), options.checkpointNanos());
                futures.add(pool.submit(cohort::train));
            }
            List<Finished> finished = new ArrayList<>();
            for (Future<List<Finished>> future : futures) {
                finished.addAll(future.get());
            }
            return finished;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a cohort's thread failed: " + e.getCause(), e);
        } finally {
            pool.shutdown();
        }
    }
}
