package keel.experiments.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import keel.experiments.preset.Sources;
import keel.experiments.preset.Subject;
import keel.experiments.run.ChildProcesses;
import keel.experiments.run.DeviceKind;
import keel.experiments.run.PendingRun;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.TrainingDevice;
import keel.gans.data.DataFolder;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to train, apart from what: the options that run and resume share. None but the device changes a result. */
final class TrainingOptions {
    /**
     * Runs that one cohort on a GPU should have before there is another beside it: a launch takes as long for them as for one,
     * but what algorithms do on the processor is done for one after the other.
     */
    private static final int FULL_COHORT = 64;

    @Mixin
    private final EnvServerOptions envServer = new EnvServerOptions();

    @Mixin
    private final DeviceOption device = new DeviceOption();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:KEEL_DATA:-" + Option.NULL_VALUE + "}",
            description =
                    "Folder with the data files of presets that read some (default: $KEEL_DATA, or where Debian's packages put them).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Cohorts that train at the same time (default: one a core; with a GPU as many as have 64 runs each, and at most one a core). Changes no result.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "Seconds between two checkpoints, from which `keel resume` goes on after a kill (default: 60). Changes no result.")
    private double checkpointEverySeconds = 60;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "What the cohorts that train at the same time may take together, such as 4g (default: 60 %% of the machine's memory or 75 %% of the JVM's, whichever is less, and 80 %% of a GPU's). Changes no result.")
    private Optional<String> memory = Optional.empty();

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print one JSON document at the end.")
    private boolean json;

    boolean quiet() {
        return quiet;
    }

    boolean json() {
        return json;
    }

    /** Processes that each go on with one run, with these options. */
    ChildProcesses children() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KeelCommand.class.getName()));
        command.addAll(List.of("resume", "--quiet", "--threads", "1"));
        // What trains there is what no device computes.
        command.addAll(List.of("--device", DeviceKind.CPU.key()));
        command.addAll(List.of("--checkpoint-every", Double.toString(checkpointEverySeconds)));
        command.addAll(envServer.words());
        data.ifPresent(folder -> command.addAll(List.of("--data", folder.toString())));
        return new ChildProcesses(command);
    }

    /** Throws if an option has a value that it cannot have, before anything is written. */
    void requireValid() {
        device.requireValid();
        executor(List.of(), () -> false, Optional.empty(), TrainingDevice.cpu(), sentence -> {});
    }

    /** What computes networks. */
    DeviceOption device() {
        return device;
    }

    /**
     * For these runs.
     *
     * @param children for runs that cannot be stacked; without them they train in this process
     * @param on what computes networks
     * @param tell told how runs are split for want of memory there
     */
    RunExecutor.Options executor(
            List<? extends PendingRun> runs,
            BooleanSupplier stop,
            Optional<ChildProcesses> children,
            TrainingDevice on,
            Consumer<String> tell) {
        int cores = Runtime.getRuntime().availableProcessors();
        int count =
                threads.orElseGet(() -> Math.min(cores, Math.max(1, on.onGpu() ? cohortsOnGpu(runs) : runs.size())));
        InvalidConfigException.require(
                count >= 1, "--threads is %d, but something has to train: use 1 or more.".formatted(count));
        InvalidConfigException.require(
                checkpointEverySeconds >= 0 && checkpointEverySeconds <= TimeUnit.DAYS.toSeconds(365),
                "--checkpoint-every is %s, but it is a time in seconds and must be at least 0, which means after every round. Use 60, for example."
                        .formatted(checkpointEverySeconds));
        long nanos = (long) (checkpointEverySeconds * TimeUnit.SECONDS.toNanos(1));
        Optional<Long> most = memory.map(MemorySize::parse);
        long bytes = most.orElseGet(MemorySize::available);
        return new RunExecutor.Options(count, bytes, nanos, stop, children, on.memory(most), tell);
    }

    /** As many as have {@link #FULL_COHORT} runs each, and one for every run that cannot be stacked. */
    private static int cohortsOnGpu(List<? extends PendingRun> runs) {
        Map<Object, Integer> together = new HashMap<>();
        int cohorts = 0;
        for (PendingRun run : runs) {
            Subject subject = run.setting().subject();
            if (subject.stackable()) {
                int before = together.merge(subject.cohortKey(), 1, Integer::sum) - 1;
                cohorts += before % FULL_COHORT == 0 ? 1 : 0;
            } else {
                cohorts++;
            }
        }
        return cohorts;
    }

    /** Whether an environment server was named. */
    boolean namesServer() {
        return envServer.server().isPresent();
    }

    /** Where environments and data come from; to be closed. */
    Sources sources() {
        return new Sources(envServer.environments(), dataFolder());
    }

    DataFolder dataFolder() {
        return new DataFolder(data);
    }
}
