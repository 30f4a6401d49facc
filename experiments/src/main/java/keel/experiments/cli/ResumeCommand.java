package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.experiments.preset.Sources;
import keel.experiments.run.ChildProcesses;
import keel.experiments.run.FinishedRun;
import keel.experiments.run.RunRecord;
import keel.experiments.run.UnfinishedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code keel resume}. */
@Command(
        name = "resume",
        description =
                "Go on with runs that were interrupted, killed or failed, from their last checkpoint. They end with the same metrics as if nothing had happened.")
final class ResumeCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FOLDER",
            arity = "1..*",
            description = "Runs, folders with runs in them, or a sweep's file (runs/PRESET/sweeps/ID.yaml).")
    private List<Path> folders = new ArrayList<>();

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Override
    public Integer call() {
        List<RunRecord> runs = RunRecord.readAll(folders);
        List<RunRecord> unfinished =
                runs.stream().filter(run -> !UnfinishedRuns.ended(run)).toList();
        if (unfinished.size() < runs.size()) {
            err().printf("%d of %d runs have ended already%n", runs.size() - unfinished.size(), runs.size());
        }
        options.requireValid();
        List<UnfinishedRun> opened = UnfinishedRuns.reopen(unfinished, options.namesServer());
        if (!options.quiet()) {
            opened.forEach(this::tellFrom);
        }
        // A single one trains here: it may be this process that was started for it.
        Optional<ChildProcesses> children = opened.size() > 1 ? Optional.of(options.children()) : Optional.empty();
        try (DeviceGroups groups = DeviceGroups.open(unfinished, opened, options.device(), err()::println);
                Sources sources = options.sources();
                Training training = new Training(options, err(), typed())) {
            List<FinishedRun> finished = new ArrayList<>();
            for (DeviceGroups.Group group : groups.all()) {
                training.tellOtherDevices(group.records(), group.device());
                finished.addAll(training.of(group.runs(), sources, children, group.device()));
            }
            return training.tell(finished, out());
        } finally {
            UnfinishedRuns.release(opened);
        }
    }

    private void tellFrom(UnfinishedRun run) {
        String from = run.clock() == 0 ? "the start" : Long.toString(run.clock());
        err().printf("%s goes on from %s%n", run.directory().path(), from);
    }
}
