package keel.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import keel.env.EnvException;
import keel.experiments.preset.Sources;
import keel.experiments.preset.Subject;
import keel.training.InvalidConfigException;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.checkpoint.CheckpointException;
import keel.training.gpu.GpuDevice;
import keel.training.gpu.GpuMemoryException;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** One cohort in this process: its trainer, and its members' folders, in which it writes what happens. */
final class CohortRun implements CohortTask, TrainingObserver {
    private final int index;
    private final List<PendingRun> runs;
    private final Sources sources;
    private final ObjectNode provenance;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final long checkpointNanos;
    private final List<MetricLog> logs = new ArrayList<>();
    /** Of each member; tells how far one came that failed. */
    private final List<MetricRecord> latest;

    private List<RunDirectory> directories = List.of();
    private Optional<Trainer> prepared = Optional.empty();
    private long lastCheckpoint = System.nanoTime();
    private Optional<Throwable> failure = Optional.empty();

    /**
     * Prepares.
     *
     * @param index of the cohort among those of its command
     * @param runs one a member, in member order; of equal cohort keys and clocks
     */
    CohortRun(
            int index,
            List<PendingRun> runs,
            Sources sources,
            ObjectNode provenance,
            Progress progress,
            BooleanSupplier stop,
            long checkpointNanos) {
        this.index = index;
        this.runs = runs;
        this.sources = sources;
        this.provenance = provenance;
        this.progress = progress;
        this.stop = stop;
        this.checkpointNanos = checkpointNanos;
        latest = new ArrayList<>(Collections.nCopies(runs.size(), new MetricRecord(0, 0, Map.of())));
    }

    @Override
    public void prepare() {
        if (prepared.isEmpty()) {
            List<Subject> subjects =
                    runs.stream().map(run -> run.setting().subject()).toList();
            Trainer trainer = trainer(subjects);
            prepared = Optional.of(trainer);
            for (int p = 0; p < runs.size(); p++) {
                if (runs.get(p) instanceof UnfinishedRun unfinished) {
                    int member = p;
                    unfinished.directory().trainerState().ifPresent(state -> trainer.restore(member, state));
                }
            }
        }
    }

    /** Or none of it: what a trainer had got of a GPU's memory before there was no more would be lacking others. */
    private Trainer trainer(List<Subject> subjects) {
        Runnable undo = gpuMark();
        try {
            return subjects.get(0)
                    .trainer(subjects, runs.stream().mapToLong(PendingRun::seed).toArray(), sources);
        } catch (RuntimeException e) {
            undo.run();
            throw e;
        }
    }

    private Runnable gpuMark() {
        return sources.device() instanceof GpuDevice gpu ? gpu.mark() : () -> {};
    }

    private Trainer trainer() {
        return prepared.orElseThrow(() -> new IllegalStateException("the cohort was not prepared"));
    }

    @Override
    public List<FinishedRun> train(List<RunDirectory> folders) {
        directories = folders;
        List<Outcome> outcomes = stop.getAsBoolean() ? unbegun() : trainMembers();
        List<FinishedRun> finished = new ArrayList<>();
        for (int p = 0; p < directories.size(); p++) {
            finished.add(finish(p, outcomes.get(p)));
        }
        if (outcomes.stream().noneMatch(outcome -> outcome.status() == Outcome.Status.INTERRUPTED)) {
            // Also of a cohort that failed or diverged before its end: nothing of it is left to wait for.
            long length = runs.get(0).setting().subject().length();
            progress.cohort(index, runs.size(), length, length);
        }
        return finished;
    }

    private List<Outcome> unbegun() {
        return runs.stream().map(run -> Outcome.unbegun(run.clock())).toList();
    }

    private List<Outcome> trainMembers() {
        try {
            prepare();
            for (RunDirectory directory : directories) {
                directory.markBegun(provenance);
                logs.add(directory.openMetrics());
            }
            List<Outcome> outcomes = new ArrayList<>();
            progress.cohort(
                    index,
                    runs.size(),
                    runs.get(0).clock(),
                    runs.get(0).setting().subject().length());
            lastCheckpoint = System.nanoTime();
            for (MemberResult result : trainer().train(this)) {
                outcomes.add(Outcome.of(result, logs.get(0).elapsedSeconds()));
            }
            return outcomes;
        } catch (GpuMemoryException e) {
            if (runs.size() > 1) {
                closeLogs();
                throw e;
            }
            return allFailed(e);
        } catch (RuntimeException | IOException | Error e) {
            return allFailed(e);
        }
    }

    /** Fewer at a time may fit: what was written is where they go on from, or is written anew. */
    private void closeLogs() {
        for (MetricLog log : logs) {
            try {
                log.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        logs.clear();
    }

    private List<Outcome> allFailed(Throwable e) {
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

    private FinishedRun finish(int p, Outcome trained) {
        RunDirectory directory = directories.get(p);
        Outcome outcome = trained;
        try {
            if (p < logs.size()) {
                logs.get(p).close();
            }
            if (trained.status() == Outcome.Status.COMPLETED) {
                trainer().saveNetworks(p, directory.checkpoint());
                trainer().savePictures(p, directory.path());
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
        progress.finished(outcome.status());
        return new FinishedRun(directory.seed(), directory.path(), outcome, failure);
    }

    /** A sentence for a person. The name of an error that nobody foresaw says more than its message. */
    private static String reason(Throwable e) {
        boolean foreseen = e instanceof EnvException
                || e instanceof InvalidConfigException
                || e instanceof CheckpointException
                || e instanceof GpuMemoryException
                || e instanceof UncheckedIOException;
        return foreseen && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    @Override
    public void record(int member, MetricRecord record) {
        logs.get(member).append(record);
        latest.set(member, record);
        Score.of(record.values())
                .ifPresent(score -> progress.score(directories.get(member).path(), score));
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
            if (trainer().active(p)) {
                try {
                    directories.get(p).saveCheckpoint(logs.get(p).position(), trainer(), p);
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

    @Override
    public void close() {
        prepared.ifPresent(Trainer::close);
        prepared = Optional.empty();
    }
}
