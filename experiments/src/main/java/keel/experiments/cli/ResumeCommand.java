package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import keel.env.EnvProvider;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code keel resume}. */
@Command(
        name = "resume",
        description =
                "Go on with runs that were interrupted, killed or failed, from their last checkpoint. They end with the same metrics as if nothing had happened.")
final class ResumeCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", arity = "1..*", description = "Runs, or folders with runs in them.")
    private List<Path> folders = new ArrayList<>();

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Override
    public Integer call() {
        List<RunRecord> runs = RunRecord.readAll(folders);
        List<RunRecord> unfinished = runs.stream().filter(run -> !ended(run)).toList();
        if (unfinished.size() < runs.size()) {
            err().printf("%d of %d runs have ended already%n", runs.size() - unfinished.size(), runs.size());
        }
        Map<String, List<RunRecord>> bySetting = new LinkedHashMap<>();
        unfinished.forEach(run -> bySetting
                .computeIfAbsent(run.preset() + "/" + run.setting(), setting -> new ArrayList<>())
                .add(run));
        unfinished.forEach(ResumeCommand::setting);
        unfinished.forEach(this::requireItsServer);
        Map<String, List<RunDirectory>> directories = reopen(bySetting);
        if (!options.quiet()) {
            directories.values().forEach(all -> all.forEach(this::tellFrom));
        }
        try (EnvProvider environments = options.environments();
                Training training = new Training(options, err(), typed())) {
            List<RunExecutor.Finished> finished = new ArrayList<>();
            for (Map.Entry<String, List<RunRecord>> entry : bySetting.entrySet()) {
                List<RunDirectory> same = directories.getOrDefault(entry.getKey(), List.of());
                if (!training.stopped()) {
                    Setting setting = setting(entry.getValue().get(0));
                    finished.addAll(training.of(setting, same.size(), environments, executor -> executor.resume(same)));
                }
            }
            return training.tell(finished, out());
        } finally {
            directories.values().forEach(all -> all.forEach(RunDirectory::release));
        }
    }

    /** A server may have moved, so its address is asked for; native environments are no silent substitute. */
    private void requireItsServer(RunRecord run) {
        InvalidConfigException.require(
                options.namesServer() || run.environments().equals("native"),
                "%s took its environments from the server %s. Name a server of the same environments to go on: keel resume --env-server ADDRESS."
                        .formatted(run.path(), run.environments()));
    }

    private void tellFrom(RunDirectory directory) {
        String from = directory.clock() == 0 ? "the start" : Long.toString(directory.clock());
        err().printf("%s goes on from %s%n", directory.path(), from);
    }

    private static boolean ended(RunRecord run) {
        return run.outcome()
                .map(Outcome::status)
                .filter(Outcome.Status::isFinal)
                .isPresent();
    }

    /** All of them or, with every fault named, none. */
    private static Map<String, List<RunDirectory>> reopen(Map<String, List<RunRecord>> bySetting) {
        Map<String, List<RunDirectory>> directories = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        bySetting.forEach((key, runs) -> {
            List<RunDirectory> opened = new ArrayList<>();
            directories.put(key, opened);
            for (RunRecord run : runs) {
                try {
                    opened.add(RunDirectory.reopen(run));
                } catch (InvalidConfigException | CheckpointException e) {
                    faults.add(e.getMessage());
                }
            }
        });
        if (!faults.isEmpty()) {
            directories.values().forEach(all -> all.forEach(RunDirectory::release));
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return directories;
    }

    /** What the run was trained with; a configuration that was changed since would go on as another setting under its name. */
    private static Setting setting(RunRecord run) {
        Setting setting = PresetCatalog.reread(run.preset(), run.config());
        InvalidConfigException.require(
                setting.id().equals(run.setting()),
                "%s: config.yaml is of setting %s, but the run is of setting %s: the file was changed. Restore it, or start a new run: keel run %s --config %s."
                        .formatted(
                                run.path(),
                                setting.id(),
                                run.setting(),
                                run.preset(),
                                run.path().resolve("config.yaml")));
        return setting;
    }
}
