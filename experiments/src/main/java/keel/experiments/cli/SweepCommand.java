package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import keel.experiments.preset.Setting;
import keel.experiments.preset.Sources;
import keel.experiments.preset.Subject;
import keel.experiments.run.FinishedRun;
import keel.experiments.run.NewRun;
import keel.experiments.run.PendingRun;
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.RunRecord;
import keel.experiments.run.SweepRuns;
import keel.experiments.run.TrainingDevice;
import keel.experiments.run.UnfinishedRun;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel sweep}. */
@Command(
        name = "sweep",
        description =
                "Train every combination of varied values with every seed, as few programs. Given again, it skips what is done and goes on with the rest.")
final class SweepCommand extends PrintingCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions what = new SettingOptions();

    @Option(
            names = "--vary",
            paramLabel = "KEY=VALUES",
            description = {
                "What to vary; several are crossed. VALUES is a list (1e-4,1e-3), a grid (1e-4..1e-1:log5 or 0..1:lin3), or multiples of another key (ratio(rates.actor):1,3,10).",
                "rates.NETWORK.type=constant,cosine,triangular shapes the rate to schedules that have it as their highest."
            })
    private List<String> vary = new ArrayList<>();

    @Option(
            names = {"--seeds", "--seed"},
            paramLabel = "LIST",
            defaultValue = "0",
            description = "Seeds, such as 0..4 or 0,3,7 (default: 0).")
    private String seeds = "0";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "${env:KEEL_OUT:-runs}",
            description = "Folder for runs (default: runs, or $KEEL_OUT).")
    private Path out = Path.of("runs");

    @Option(names = "--dry-run", description = "Show the plan, and train nothing.")
    private boolean dryRun;

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Override
    public Integer call() {
        SweepDesign design = SweepDesign.of(what.preset(), what.overrides(), vary, SeedList.parse(seeds));
        options.requireValid();
        SweepRuns runs = SweepRuns.of(out, design, options.namesServer());
        return dryRun ? showPlan(design, runs) : train(design, runs);
    }

    private int showPlan(SweepDesign design, SweepRuns runs) {
        try (TrainingDevice device = openDevice(runs);
                Sources sources = options.sources()) {
            RunExecutor.Options how =
                    options.executor(runs.left(), () -> false, Optional.empty(), device, err()::println);
            RunExecutor executor = new RunExecutor(
                    sources.on(device.device()),
                    Provenance.collect(sources.environments().description(), how.threads(), device.record(), typed()),
                    new Progress(),
                    how);
            SweepPlan plan = new SweepPlan(design, runs, executor.plan(runs.left()), how, SweepFile.path(out, design));
            out().print(options.json() ? Output.json(plan.json()) + "\n" : plan.text());
            out().flush();
            return ExitCode.DONE;
        }
    }

    /** Before anything is written: a setting whose environment or data cannot be had would fail hours later. */
    private static void requireSources(SweepRuns runs, Sources sources) {
        Set<Object> seen = new HashSet<>();
        for (NewRun run : runs.left()) {
            Subject subject = run.setting().subject();
            if (seen.add(subject.cohortKey())) {
                subject.size(sources);
            }
        }
    }

    /** Nothing is opened for nobody. */
    private TrainingDevice openDevice(SweepRuns runs) {
        List<Setting> settings = runs.left().stream().map(NewRun::setting).toList();
        TrainingDevice device =
                settings.isEmpty() ? TrainingDevice.cpu() : options.device().open(settings, err()::println);
        if (!settings.isEmpty()) {
            runs.devices().stream()
                    .filter(kind -> kind != device.kind())
                    .forEach(kind -> err().printf(
                                    "Some of this sweep's runs trained on %s, and the rest will train on %s. Give --device %s for the same.%n",
                                    kind.key(), device.name(), kind.key()));
        }
        return device;
    }

    /** A server is not asked for what nobody trains. */
    private Sources sourcesFor(SweepRuns runs) {
        return runs.left().isEmpty() ? Sources.ofNative(options.dataFolder()) : options.sources();
    }

    private int train(SweepDesign design, SweepRuns runs) {
        RunDirectory.requireWritable(out);
        List<RunRecord> unfinished = runs.unfinishedRecords();
        List<UnfinishedRun> opened = UnfinishedRuns.reopen(unfinished, options.namesServer());
        try (TrainingDevice device = openDevice(runs);
                Sources sources = sourcesFor(runs);
                Training training = new Training(options, err(), typed())) {
            requireSources(runs, sources);
            training.tellOtherDevices(unfinished, device);
            SweepFile.write(out, design, typed());
            if (!options.quiet() && !runs.done().isEmpty()) {
                err().printf(
                                "%d of %d runs are done already%n",
                                runs.done().size(),
                                runs.done().size() + runs.left().size());
            }
            List<PendingRun> pending = new ArrayList<>(opened);
            pending.addAll(runs.fresh());
            List<FinishedRun> all = new ArrayList<>(runs.done());
            all.addAll(training.of(pending, sources, Optional.of(options.children()), device));
            SweepResults results = new SweepResults(design, all, out);
            out().print(options.json() ? Output.json(results.json()) + "\n" : results.text());
            out().flush();
            return training.conclude(all);
        } finally {
            UnfinishedRuns.release(opened);
        }
    }
}
