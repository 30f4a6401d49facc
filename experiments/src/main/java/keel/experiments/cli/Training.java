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
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunExecutor;

/** Training as a command does it: with progress on standard error, and Ctrl-C as a request to stop. */
final class Training {
    private static final long STOP_SECONDS = 20;

    private final TrainingOptions options;
    private final PrintWriter err;
    private final List<String> command;
    private final AtomicBoolean stop = new AtomicBoolean();

    /**
     * Prepares.
     *
     * @param command the words that were typed
     */
    Training(TrainingOptions options, PrintWriter err, List<String> command) {
        this.options = options;
        this.err = err;
        this.command = command;
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
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopAndWait(ended), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
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
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    /** Whether Ctrl-C was pressed. */
    boolean stopped() {
        return stop.get();
    }

    /** Ctrl-C: asks the training to end and gives it the time to write its outcomes. */
    private void stopAndWait(CountDownLatch ended) {
        stop.set(true);
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("keel: training did not stop in time; its outcome is missing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook runs or has run, which is what it was there for.
        }
    }
}
