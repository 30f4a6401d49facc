package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import keel.env.EnvException;
import keel.training.InvalidConfigException;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.checkpoint.CheckpointException;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** One cohort while it trains: its trainer, and its members' folders, in which it writes what happens. */
final class CohortRun implements TrainingObserver {
    private final int index;
    private final Trainer trainer;
    private final List<RunDirectory> directories;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final long checkpointNanos;
    private final List<MetricLog> logs = new ArrayList<>();
    /** Of each member; tells how far one came that failed. */
    private final List<MetricRecord> latest;

    private long lastCheckpoint = System.nanoTime();
    private Optional<Throwable> failure = Optional.empty();

    /**
     * Prepares.
     *
     * @param index of the cohort among those of its command
     * @param directories one a member, in member order
     */
    CohortRun(
            int index,
            Trainer trainer,
            List<RunDirectory> directories,
            Progress progress,
            BooleanSupplier stop,
            long checkpointNanos) {
        this.index = index;
        this.trainer = trainer;
        this.directories = directories;
        this.progress = progress;
        this.stop = stop;
        this.checkpointNanos = checkpointNanos;
        latest = new ArrayList<>(Collections.nCopies(directories.size(), new MetricRecord(0, 0, Map.of())));
    }

    /** Trains and writes every outcome; whatever goes wrong is an outcome too, so that other cohorts go on. */
    List<RunExecutor.Finished> train() {
        List<Outcome> outcomes = trainMembers();
        List<RunExecutor.Finished> finished = new ArrayList<>();
        for (int p = 0; p < directories.size(); p++) {
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
                            elapsed,
                            Optional.empty()))
                    .toList();
        }
    }

    private RunExecutor.Finished finish(int p, Outcome trained) {
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
        return new RunExecutor.Finished(directory.seed(), directory.path(), outcome, failure);
    }

    /** A sentence for a person. The name of an error that nobody foresaw says more than its message. */
    private static String reason(Throwable e) {
        boolean foreseen = e instanceof EnvException
                || e instanceof InvalidConfigException
                || e instanceof CheckpointException
                || e instanceof UncheckedIOException;
        return foreseen && e.getMessage() != null ? e.getMessage() : e.toString();
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
            progress.score(directories.get(member).seed(), score);
        }
    }

    @Override
    public void progress(long done, long total) {
        progress.cohort(index, directories.size(), done, total);
    }

    /** Saves every member that still trains, every so often and when training stops. */
    @Override
    public void safePoint(boolean last) {
        if (!last && System.nanoTime() - lastCheckpoint < checkpointNanos) {
            return;
        }
        for (int p = 0; p < directories.size(); p++) {
            if (trainer.active(p)) {
                try {
                    directories.get(p).saveCheckpoint(logs.get(p).position(), trainer, p);
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "Cannot write a checkpoint in %s: %s. Check free space and permissions."
                                    .formatted(directories.get(p).path(), e.getMessage()),
                            e);
                }
            }
        }
        lastCheckpoint = System.nanoTime();
    }

    @Override
    public boolean stopRequested() {
        return stop.getAsBoolean();
    }
}
