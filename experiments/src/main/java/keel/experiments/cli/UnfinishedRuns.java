package keel.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunRecord;
import keel.experiments.run.UnfinishedRun;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;

/** Taking up runs that did not end. */
final class UnfinishedRuns {
    private UnfinishedRuns() {}

    /** Whether there is nothing to go on with. */
    static boolean ended(RunRecord run) {
        return run.outcome()
                .map(Outcome::status)
                .filter(Outcome.Status::isFinal)
                .isPresent();
    }

    /**
     * All of them or, with every fault named, none.
     *
     * @param serverNamed whether the command names an environment server
     * @return to be released by whoever does not train them
     */
    static List<UnfinishedRun> reopen(List<RunRecord> runs, boolean serverNamed) {
        List<Setting> settings = runs.stream().map(UnfinishedRuns::setting).toList();
        runs.forEach(run -> requireItsServer(run, serverNamed));
        List<UnfinishedRun> opened = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            try {
                opened.add(new UnfinishedRun(settings.get(i), RunDirectory.reopen(runs.get(i))));
            } catch (InvalidConfigException | CheckpointException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            release(opened);
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return opened;
    }

    static void release(List<UnfinishedRun> runs) {
        runs.forEach(run -> run.directory().release());
    }

    /** Native environments and a server's are no silent substitute for each other. */
    private static void requireItsServer(RunRecord run, boolean serverNamed) {
        run.otherEnvironments(serverNamed).ifPresent(why -> {
            throw new InvalidConfigException(why);
        });
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
