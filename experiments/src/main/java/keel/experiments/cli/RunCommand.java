package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import keel.experiments.preset.Setting;
import keel.experiments.report.Figures;
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunExecutor;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel run}. */
@Command(name = "run", description = "Train a preset with one or more seeds; each run gets a folder of its own.")
final class RunCommand extends PrintingCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 20;

    @Mixin
    private SettingOptions options = new SettingOptions();

    @Option(names = "--seed", paramLabel = "N", description = "One seed (default: 0).")
    private Optional<String> seed = Optional.empty();

    @Option(names = "--seeds", paramLabel = "LIST", description = "Several seeds, such as 0..4 or 0,3,7.")
    private Optional<String> seeds = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "${env:KEEL_OUT:-runs}",
            description = "Folder for runs (default: runs, or $KEEL_OUT).")
    private Path out = Path.of("runs");

    @Option(
            names = "--env-server",
            paramLabel = "HOST:PORT",
            description = "Take environments from this server instead of the native ones.")
    private Optional<String> envServer = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Cohorts that train at the same time (default: one a core). Changes no result.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print one JSON document at the end.")
    private boolean json;

    @Override
    public Integer call() {
        Setting setting = options.resolve();
        List<Long> seedList = seedList();
        int threadCount = threads.orElseGet(
                () -> Math.min(seedList.size(), Runtime.getRuntime().availableProcessors()));
        InvalidConfigException.require(
                threadCount >= 1, "--threads is %d, but something has to train: use 1 or more.".formatted(threadCount));
        RunDirectory.requireFree(out, setting, seedList);
        try (EnvProvider environments =
                envServer.<EnvProvider>map(RemoteEnvironments::connect).orElseGet(NativeEnvironments::new)) {
            return train(setting, seedList, threadCount, environments);
        }
    }

    private List<Long> seedList() {
        InvalidConfigException.require(
                seed.isEmpty() || seeds.isEmpty(), "--seed and --seeds were both given. Use one of them.");
        return SeedList.parse(seeds.or(() -> seed).orElse("0"));
    }

    private int train(Setting setting, List<Long> seedList, int threadCount, EnvProvider environments) {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopAndWait(stop, ended), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Progress progress = new Progress();
            RunExecutor executor = new RunExecutor(
                    setting,
                    environments,
                    out,
                    threadCount,
                    Provenance.collect(
                            environments.description(),
                            threadCount,
                            setting.subject().engine().key(),
                            typed()),
                    progress,
                    stop::get);
            List<RunExecutor.Finished> finished;
            if (quiet) {
                finished = executor.run(seedList);
            } else {
                err().printf(
                                "%s, setting %s, %d seed%s on %d thread%s, environments %s%n",
                                setting.preset(),
                                setting.id(),
                                seedList.size(),
                                seedList.size() == 1 ? "" : "s",
                                threadCount,
                                threadCount == 1 ? "" : "s",
                                environments.description());
                String unit = setting.subject().kind().equals("gan") ? "iterations" : "steps";
                try (ProgressPrinter printer =
                        new ProgressPrinter(err(), progress, unit, ProgressPrinter.isTerminal())) {
                    printer.start();
                    finished = executor.run(seedList);
                }
            }
            print(finished);
            if (KeelCommand.wantsTrace(typed())) {
                finished.forEach(run -> run.failure().ifPresent(failure -> failure.printStackTrace(err())));
            }
            return ExitCode.of(finished);
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    /** Ctrl-C: asks the training to end and gives it the time to write its outcomes. */
    private static void stopAndWait(AtomicBoolean stop, CountDownLatch ended) {
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

    private void print(List<RunExecutor.Finished> finished) {
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            finished.forEach(run -> describe(run, all.addObject()));
            out().println(Output.json(all));
            return;
        }
        TextTable table = new TextTable("seed", "outcome", "final score", "updates", "wall", "folder");
        for (RunExecutor.Finished run : finished) {
            table.add(
                    Long.toString(run.seed()),
                    run.outcome().status().key(),
                    scores(run.outcome().finalScores()),
                    Long.toString(run.outcome().updates()),
                    String.format(Locale.ROOT, "%.1f s", run.outcome().wallSeconds()),
                    run.path().toString());
        }
        out().print(table);
        finished.stream()
                .filter(run -> !run.outcome().status().key().equals("completed"))
                .forEach(run -> out().println(
                                "seed " + run.seed() + ": " + run.outcome().reason()));
        out().flush();
    }

    private static void describe(RunExecutor.Finished run, ObjectNode json) {
        json.put("seed", run.seed());
        json.put("folder", run.path().toString());
        json.put("status", run.outcome().status().key());
        json.put("reason", run.outcome().reason());
        json.put("updates", run.outcome().updates());
        json.put("env_steps", run.outcome().environmentSteps());
        ObjectNode scores = json.putObject("final_scores");
        run.outcome().finalScores().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                scores.put(name, value);
            } else {
                scores.putNull(name);
            }
        });
        json.put("wall_s", run.outcome().wallSeconds());
    }

    private static String scores(Map<String, Double> scores) {
        if (scores.containsKey("eval/return")) {
            return "%s (%s..%s over %s episodes)"
                    .formatted(
                            Figures.number(scores.get("eval/return")),
                            Figures.number(scores.getOrDefault("eval/return_min", Double.NaN)),
                            Figures.number(scores.getOrDefault("eval/return_max", Double.NaN)),
                            Math.round(scores.getOrDefault("eval/episodes", 0.0)));
        }
        return scores.entrySet().stream()
                .map(e -> e.getKey() + " " + Figures.number(e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
