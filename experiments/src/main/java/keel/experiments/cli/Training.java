package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import keel.experiments.preset.Sources;
import keel.experiments.run.ChildProcesses;
import keel.experiments.run.FinishedRun;
import keel.experiments.run.Launcher;
import keel.experiments.run.Outcome;
import keel.experiments.run.PendingRun;
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.RunRecord;
import keel.experiments.run.TrainingDevice;
import keel.training.network.Dl4jBackend;
import keel.training.network.Engine;

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
     * Trains these runs.
     *
     * @param sources on any device
     * @param children for runs that cannot be stacked; without them they train in this process
     * @param device what computes networks
     */
    List<FinishedRun> of(
            List<? extends PendingRun> runs,
            Sources sources,
            Optional<ChildProcesses> children,
            TrainingDevice device) {
        if (runs.isEmpty()) {
            return List.of();
        }
        RunExecutor.Options how = options.executor(runs, stop::get, children, device, this::tell);
        ObjectNode provenance =
                Provenance.collect(sources.environments().description(), how.threads(), device.record(), command);
        if (runs.stream().anyMatch(run -> run.setting().subject().engine() == Engine.DL4J)) {
            Dl4jBackend.warning().ifPresent(this::tell);
        }
        Progress progress = new Progress();
        Launcher launcher = new RunExecutor(sources.on(device.device()), provenance, progress, how);
        if (options.quiet()) {
            return launcher.train(runs);
        }
        err.printf(
                "%s, %d run%s on %d thread%s%s, environments %s%n",
                what(runs),
                runs.size(),
                runs.size() == 1 ? "" : "s",
                how.threads(),
                how.threads() == 1 ? "" : "s",
                device.onGpu() ? ", device " + device.name() : "",
                sources.environments().description());
        boolean gans =
                runs.stream().allMatch(run -> run.setting().subject().kind().equals("gan"));
        String unit = gans ? "iterations" : "steps";
        try (ProgressPrinter printer = new ProgressPrinter(err, progress, unit, ProgressPrinter.isTerminal())) {
            printer.start();
            return launcher.train(runs);
        }
    }

    /** A sentence on standard error, whatever is shown of progress. */
    void tell(String sentence) {
        err.println(sentence);
    }

    /** Says which runs go on on something else than before, whose results differ in their last digits. */
    void tellOtherDevices(List<RunRecord> runs, TrainingDevice device) {
        Map<String, Long> others = runs.stream()
                .flatMap(run -> run.otherDevice(device).stream())
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        others.forEach((name, count) -> tell(
                "%d run%s trained on %s so far and go%s on on %s: from here on the last digits differ from those of a run that never changed"
                        .formatted(count, count == 1 ? "" : "s", name, count == 1 ? "es" : "", device.name())));
    }

    private static String what(List<? extends PendingRun> runs) {
        Set<String> presets = new TreeSet<>();
        Set<String> settings = new TreeSet<>();
        for (PendingRun run : runs) {
            presets.add(run.setting().preset());
            settings.add(run.setting().id());
        }
        String names = String.join(", ", presets);
        return settings.size() == 1
                ? "%s, setting %s".formatted(names, settings.iterator().next())
                : "%s, %d settings".formatted(names, settings.size());
    }

    /**
     * Shows how runs ended, and how to go on with those that were interrupted.
     *
     * @return the exit code
     */
    int tell(List<FinishedRun> finished, PrintWriter out) {
        FinishedRuns.print(finished, options.json(), out);
        return conclude(finished);
    }

    /** As {@link #tell}, for runs that were shown already. */
    int conclude(List<FinishedRun> finished) {
        if (KeelCommand.wantsTrace(command)) {
            finished.forEach(run -> run.failure().ifPresent(failure -> failure.printStackTrace(err)));
        }
        finished.stream()
                .filter(run -> run.outcome().status() == Outcome.Status.INTERRUPTED)
                .findFirst()
                .ifPresent(run -> err.printf("To go on: keel resume %s%n", common(finished, run)));
        return finished.isEmpty() ? ExitCode.DONE : ExitCode.of(finished);
    }

    /** The setting's folder or, with several settings, the preset's. */
    private static Path common(List<FinishedRun> finished, FinishedRun interrupted) {
        Path setting = Objects.requireNonNull(interrupted.path().getParent());
        boolean one = finished.stream().allMatch(run -> run.path().startsWith(setting));
        return one ? setting : Objects.requireNonNull(setting.getParent());
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
