package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 */
public record SweepRuns(List<FinishedRun> done, List<NewRun> unfinished, List<NewRun> fresh) {
    /**
     * Looks at every folder, and changes nothing.
     *
     * @param out folder for runs
     * @throws InvalidConfigException if folders are there that hold no run; names all
     */
    public static SweepRuns of(Path out, SweepDesign design) {
        SweepRuns runs = new SweepRuns(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> faults = new ArrayList<>();
        for (SweepSetting setting : design.settings()) {
            for (long seed : design.seeds()) {
                runs.add(out, setting.setting(), seed, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return runs;
    }

    private void add(Path out, Setting setting, long seed, List<String> faults) {
        Path path = RunDirectory.path(out, setting, seed);
        NewRun run = new NewRun(out, setting, seed);
        if (!Files.exists(path)) {
            fresh.add(run);
        } else if (!Files.exists(path.resolve(RunDirectory.META))) {
            faults.add("%s is there, but holds no %s: it was cut off while it was made. Delete it and try again."
                    .formatted(path, RunDirectory.META));
        } else {
            Optional<Outcome> outcome = outcome(path);
            if (outcome.map(Outcome::status).filter(Outcome.Status::isFinal).isPresent()) {
                done.add(new FinishedRun(seed, path, outcome.get(), Optional.empty()));
            } else {
                unfinished.add(run);
            }
        }
    }

    private static Optional<Outcome> outcome(Path path) {
        try {
            return OutcomeFile.read(path.resolve(RunDirectory.OUTCOME));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the outcome of " + path + ": " + e.getMessage(), e);
        }
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
