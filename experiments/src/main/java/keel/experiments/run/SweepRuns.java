package keel.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepSetting;
import keel.training.InvalidConfigException;

/**
 * How far a sweep's runs are, by their folders.
 *
 * @param done completed or diverged: there is nothing to train
 * @param unfinished interrupted, killed, failed, or being trained
 * @param fresh without a folder
 * @param devices what those with a folder trained on, but for runs that no device computes
 */
public record SweepRuns(
        List<FinishedRun> done, List<NewRun> unfinished, List<NewRun> fresh, SortedSet<DeviceKind> devices) {
    /**
     * Looks at every folder, and changes nothing.
     *
     * @param out folder for runs
     * @param serverNamed whether environments come from a server, not from this process
     * @throws InvalidConfigException if folders are there that hold no run, another setting, or one whose environments came
     *     from elsewhere; names all
     */
    public static SweepRuns of(Path out, SweepDesign design, boolean serverNamed) {
        SweepRuns runs = new SweepRuns(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new TreeSet<>());
        List<String> faults = new ArrayList<>();
        for (SweepSetting setting : design.settings()) {
            for (long seed : design.seeds()) {
                runs.add(out, setting.setting(), seed, serverNamed).ifPresent(faults::add);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return runs;
    }

    /** Gives what is wrong with the folder. */
    private Optional<String> add(Path out, Setting setting, long seed, boolean serverNamed) {
        Path path = RunDirectory.path(out, setting, seed);
        NewRun run = new NewRun(out, setting, seed);
        if (!Files.exists(path)) {
            fresh.add(run);
            return Optional.empty();
        }
        if (!Files.exists(path.resolve(RunDirectory.META))) {
            return Optional.of(
                    "%s is there, but holds no %s: it was cut off while it was made. Delete it and try again."
                            .formatted(path, RunDirectory.META));
        }
        RunRecord record = RunRecord.withoutMetrics(path);
        Optional<String> fault = otherSetting(record, setting).or(() -> record.otherEnvironments(serverNamed));
        if (fault.isEmpty()) {
            if (setting.subject().besideDevice().isEmpty()) {
                devices.add(record.device());
            }
            Optional<Outcome> outcome = record.outcome();
            if (outcome.map(Outcome::status).filter(Outcome.Status::isFinal).isPresent()) {
                done.add(new FinishedRun(seed, path, outcome.get(), Optional.empty()));
            } else {
                unfinished.add(run);
            }
        }
        return fault;
    }

    /** Ids are short: another setting may have the same. */
    private static Optional<String> otherSetting(RunRecord record, Setting setting) {
        Setting there = PresetCatalog.reread(record.preset(), record.config());
        return there.canonicalText().equals(setting.canonicalText())
                ? Optional.empty()
                : Optional.of(
                        "%s is of another setting than the sweep's %s, which would go there: its config.yaml was changed, or two settings have the same short id. Restore the file, or choose another folder with --out."
                                .formatted(record.path(), setting.id()));
    }

    /** What is left to train, as if none of it had begun. */
    public List<NewRun> left() {
        List<NewRun> left = new ArrayList<>(unfinished);
        left.addAll(fresh);
        return left;
    }

    /** What the folders of unfinished runs tell. */
    public List<RunRecord> unfinishedRecords() {
        return unfinished.isEmpty()
                ? List.of()
                : RunRecord.readAll(unfinished.stream()
                        .map(run -> RunDirectory.path(run.out(), run.setting(), run.seed()))
                        .toList());
    }
}
