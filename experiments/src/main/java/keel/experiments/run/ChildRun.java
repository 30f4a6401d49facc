package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run in a process of its own, which takes up the prepared folder; here it is watched, and stopped if need be. */
final class ChildRun implements CohortTask {
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_A_MEASUREMENT = 20;
    private static final int TAIL_CHARACTERS = 600;

    private final int index;
    private final PendingRun run;
    private final ChildProcesses processes;
    private final Progress progress;
    private final BooleanSupplier stop;

    /** @param index among the cohorts of the command */
    ChildRun(int index, PendingRun run, ChildProcesses processes, Progress progress, BooleanSupplier stop) {
        this.index = index;
        this.run = run;
        this.processes = processes;
        this.progress = progress;
        this.stop = stop;
    }

    @Override
    public void prepare() {}

    @Override
    public List<FinishedRun> train(List<RunDirectory> directories) {
        RunDirectory directory = directories.get(0);
        Optional<Throwable> failure = Optional.empty();
        Outcome outcome;
        try {
            outcome = stop.getAsBoolean() ? unbegun(directory) : watch(directory);
        } catch (IOException | UncheckedIOException e) {
            failure = Optional.of(e);
            outcome = failed("Its process could not be started or watched: " + e);
        }
        if (outcome.status() != Outcome.Status.INTERRUPTED) {
            long length = run.setting().subject().length();
            progress.cohort(index, 1, length, length);
        }
        progress.finished(outcome.status());
        return List.of(new FinishedRun(run.seed(), directory.path(), outcome, failure));
    }

    private Outcome unbegun(RunDirectory directory) {
        Outcome outcome = Outcome.unbegun(run.clock());
        directory.finish(outcome);
        return outcome;
    }

    private Outcome watch(RunDirectory directory) throws IOException {
        directory.clearOutcome();
        directory.release();
        Path log = Files.createTempFile("keel-run", ".log");
        try {
            int code = await(start(directory.path(), log), directory);
            Optional<Outcome> outcome = OutcomeFile.read(directory.path().resolve(RunDirectory.OUTCOME));
            return outcome.isPresent()
                    ? outcome.get()
                    : written(directory, stop.getAsBoolean() ? interrupted() : failed(lastWords(code, log)));
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private Process start(Path folder, Path log) throws IOException {
        List<String> command = new ArrayList<>(processes.command());
        command.add(folder.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Waits for the end, which a request to stop brings about: the process writes its outcome first. */
    private int await(Process process, RunDirectory directory) throws IOException {
        boolean asked = false;
        try {
            for (long look = 1; !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
                if (stop.getAsBoolean() && !asked) {
                    process.destroy();
                    asked = true;
                }
                if (look % LOOKS_A_MEASUREMENT == 0) {
                    progress.cohort(
                            index,
                            1,
                            directory.measuredClock(),
                            run.setting().subject().length());
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while its process trained", e);
        }
    }

    private static String lastWords(int code, Path log) throws IOException {
        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        String tail =
                said.substring(Math.max(0, said.length() - TAIL_CHARACTERS)).replace('\n', ' ');
        return "its process ended with exit code %d before it wrote an outcome. Go on with `keel resume`. It said: %s"
                .formatted(code, tail.isEmpty() ? "nothing" : tail);
    }

    private static Outcome written(RunDirectory directory, Outcome outcome) throws IOException {
        OutcomeFile.write(directory.path().resolve(RunDirectory.OUTCOME), outcome);
        return outcome;
    }

    private Outcome interrupted() {
        return ended(Outcome.Status.INTERRUPTED, "stopped before its process wrote an outcome");
    }

    private Outcome failed(String reason) {
        return ended(Outcome.Status.FAILED, reason);
    }

    private Outcome ended(Outcome.Status status, String reason) {
        return new Outcome(status, reason, 0, run.clock(), Map.of(), 0, Optional.empty());
    }

    @Override
    public void close() {}
}
