package keel.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.network.Engine;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Trains one setting with several seeds: the seeds are split into cohorts, one a thread, and each run is written to its own
 * folder. How they are split changes nothing in what they write but wall times.
 */
public final class RunExecutor {
    private final Setting setting;
    private final EnvProvider environments;
    private final Path out;
    private final int threads;
    private final ObjectNode provenance;
    private final Progress progress;
    private final BooleanSupplier stop;

    /**
     * One finished run.
     *
     * @param failure what was thrown, of a run that failed
     */
    public record Finished(long seed, Path path, Outcome outcome, Optional<Throwable> failure) {}

    /**
     * Prepares.
     *
     * @param threads cohorts that train at the same time
     * @param stop asked often; true ends all runs as interrupted
     */
    public RunExecutor(
            Setting setting,
            EnvProvider environments,
            Path out,
            int threads,
            ObjectNode provenance,
            Progress progress,
            BooleanSupplier stop) {
        this.setting = setting;
        this.environments = environments;
        this.out = out;
        this.threads = threads;
        this.provenance = provenance;
        this.progress = progress;
        this.stop = stop;
    }

    /** Seeds in cohorts: one a thread for the stacked engine, one a seed for engines that hold one member. */
    List<List<Long>> cohorts(List<Long> seeds) {
        int count = setting.subject().engine() == Engine.STACKED ? Math.min(threads, seeds.size()) : seeds.size();
        List<List<Long>> cohorts = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            cohorts.add(seeds.subList(c * seeds.size() / count, (c + 1) * seeds.size() / count));
        }
        return cohorts;
    }

    /**
     * Trains every seed.
     *
     * @throws keel.env.EnvException before anything is written, if the environment cannot be had
     */
    public List<Finished> run(List<Long> seeds) {
        List<Cohort> cohorts = new ArrayList<>();
        try {
            for (List<Long> part : cohorts(seeds)) {
                cohorts.add(new Cohort(cohorts.size(), part));
            }
            createDirectories(cohorts);
            return trainAll(cohorts);
        } finally {
            cohorts.forEach(Cohort::close);
        }
    }

    /** All of them or, if one cannot be made, none. */
    private static void createDirectories(List<Cohort> cohorts) {
        try {
            cohorts.forEach(Cohort::createDirectories);
        } catch (InvalidConfigException e) {
            cohorts.forEach(Cohort::deleteDirectories);
            throw e;
        }
    }

    /** A sentence for a person. The name of an error that nobody foresaw says more than its message. */
    private static String reason(Throwable e) {
        boolean foreseen = e instanceof EnvException || e instanceof InvalidConfigException;
        boolean written = e instanceof UncheckedIOException;
        return (foreseen || written) && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    private List<Finished> trainAll(List<Cohort> cohorts) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Finished>>> futures =
                    cohorts.stream().map(cohort -> pool.submit(cohort::train)).toList();
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

    /** Some seeds, their trainer and their folders. */
    private final class Cohort implements TrainingObserver, AutoCloseable {
        private final int index;
        private final List<Long> seeds;
        private final Trainer trainer;
        private final List<RunDirectory> directories = new ArrayList<>();
        private final List<MetricLog> logs = new ArrayList<>();
        /** Of each member; tells how far one came that failed. */
        private final List<MetricRecord> latest;

        private Optional<Throwable> failure = Optional.empty();

        Cohort(int index, List<Long> seeds) {
            this.index = index;
            this.seeds = seeds;
            latest = new ArrayList<>(Collections.nCopies(seeds.size(), new MetricRecord(0, 0, Map.of())));
            trainer = setting.subject()
                    .trainer(seeds.stream().mapToLong(Long::longValue).toArray(), environments);
        }

        void createDirectories() {
            try {
                for (long seed : seeds) {
                    directories.add(RunDirectory.create(out, setting, seed, provenance));
                }
            } catch (IOException e) {
                throw new InvalidConfigException(
                        "Cannot create run folders in %s: %s. Choose another folder with --out.".formatted(out, e));
            }
        }

        void deleteDirectories() {
            directories.forEach(RunDirectory::deleteUnused);
        }

        /** Trains and writes every outcome; whatever goes wrong is an outcome too, so that other cohorts go on. */
        List<Finished> train() {
            List<Outcome> outcomes = trainMembers();
            List<Finished> finished = new ArrayList<>();
            for (int p = 0; p < seeds.size(); p++) {
                finished.add(finish(p, outcomes.get(p)));
            }
            return finished;
        }

        private List<Outcome> trainMembers() {
            try {
                for (RunDirectory directory : directories) {
                    logs.add(directory.openMetrics());
                }
                List<Outcome> outcomes = new ArrayList<>();
                for (MemberResult result : trainer.train(this)) {
                    outcomes.add(Outcome.of(result, logs.get(0).elapsedSeconds()));
                }
                return outcomes;
            } catch (RuntimeException | IOException | Error e) {
                failure = Optional.of(e);
                double elapsed = logs.isEmpty() ? 0 : logs.get(0).elapsedSeconds();
                return latest.stream()
                        .map(record -> new Outcome(
                                Outcome.Status.FAILED,
                                reason(e),
                                record.update(),
                                record.environmentStep(),
                                Map.of(),
                                elapsed))
                        .toList();
            }
        }

        private Finished finish(int p, Outcome trained) {
            RunDirectory directory = directories.get(p);
            Outcome outcome = trained;
            try {
                if (p < logs.size()) {
                    logs.get(p).close();
                }
                if (trained.status() == Outcome.Status.COMPLETED) {
                    trainer.saveNetworks(p, directory.checkpoint());
                }
            } catch (RuntimeException | IOException | Error e) {
                failure = Optional.of(e);
                outcome = trained.failed("Trained, but not all of it could be saved: " + reason(e));
            }
            try {
                directory.finish(outcome);
            } catch (UncheckedIOException e) {
                failure = Optional.of(e);
                outcome = trained.failed(reason(e));
            }
            return new Finished(seeds.get(p), directory.path(), outcome, failure);
        }

        @Override
        public void record(int member, MetricRecord record) {
            logs.get(member).append(record);
            latest.set(member, record);
            Double score = record.values().get("eval/return");
            if (score == null) {
                score = record.values().get("modes/high_quality");
            }
            if (score != null) {
                progress.score(seeds.get(member), score);
            }
        }

        @Override
        public void progress(long done, long total) {
            progress.cohort(index, seeds.size(), done, total);
        }

        @Override
        public boolean stopRequested() {
            return stop.getAsBoolean();
        }

        @Override
        public void close() {
            trainer.close();
        }
    }
}
