package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import keel.env.EnvProvider;
import keel.experiments.preset.Setting;
import keel.experiments.run.Outcome;
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunExecutor;

/** Training as a command does it: with progress on standard error, and Ctrl-C as a request to stop. */
final class Training implements AutoCloseable {
    private static final long STOP_SECONDS = 20;

    private final TrainingOptions options;
    private final PrintWriter err;
    private final List<String> command;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop");

    /**
     * Prepares; from now until {@link #close} Ctrl-C asks for a stop.
     *
     * @param command the words that were typed
     */
    Training(TrainingOptions options, PrintWriter err, List<String> command) {
        this.options = options;
        this.err = err;
        this.command = command;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Trains some runs of one setting.
     *
     * @param what what the executor is to do
     */
    List<RunExecutor.Finished> of(
            Setting setting,
            int runs,
            EnvProvider environments,
            Function<RunExecutor, List<RunExecutor.Finished>> what) {
        RunExecutor.Options how = options.executor(runs, stop::get);
        ObjectNode provenance = Provenance.collect(
                environments.description(),
                how.threads(),
                setting.subject().engine().key(),
                command);
        Progress progress = new Progress();
        RunExecutor executor = new RunExecutor(setting, environments, provenance, progress, how);
        if (options.quiet()) {
            return what.apply(executor);
        }
        err.printf(
                "%s, setting %s, %d seed%s on %d thread%s, environments %s%n",
                setting.preset(),
                setting.id(),
                runs,
                runs == 1 ? "" : "s",
                how.threads(),
                how.threads() == 1 ? "" : "s",
                environments.description());
        String unit = setting.subject().kind().equals("gan") ? "iterations" : "steps";
        try (ProgressPrinter printer = new ProgressPrinter(err, progress, unit, ProgressPrinter.isTerminal())) {
            printer.start();
            return what.apply(executor);
        }
    }

    /**
     * Shows how runs ended, and how to go on with those that were interrupted.
     *
     * @return the exit code
     */
    int tell(List<RunExecutor.Finished> finished, PrintWriter out) {
        FinishedRuns.print(finished, options.json(), out);
        if (KeelCommand.wantsTrace(command)) {
            finished.forEach(run -> run.failure().ifPresent(failure -> failure.printStackTrace(err)));
        }
        finished.stream()
                .filter(run -> run.outcome().status() == Outcome.Status.INTERRUPTED)
                .findFirst()
                .ifPresent(run ->
                        err.printf("To go on: keel resume %s%n", run.path().getParent()));
        return finished.isEmpty() ? ExitCode.DONE : ExitCode.of(finished);
    }

    /** Whether Ctrl-C was pressed. */
    boolean stopped() {
        return stop.get();
    }

    /** Ctrl-C: asks the training to end and gives it the time to write its outcomes and to show them. */
    private void stopAndWait() {
        stop.set(true);
        try {
            if (!closed.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("keel: training did not stop in time; its outcome is missing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook runs or has run, which is what it was there for.
        }
    }
}
