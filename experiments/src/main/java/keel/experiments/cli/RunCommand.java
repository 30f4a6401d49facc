package keel.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.experiments.preset.Setting;
import keel.experiments.preset.Sources;
import keel.experiments.run.NewRun;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.TrainingDevice;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel run}. */
@Command(name = "run", description = "Train a preset with one or more seeds; each run gets a folder of its own.")
final class RunCommand extends PrintingCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions what = new SettingOptions();

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

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Override
    public Integer call() {
        Setting setting = what.resolve();
        List<Long> seedList = seedList();
        RunDirectory.requireFree(out, setting, seedList);
        options.requireValid();
        try (TrainingDevice device = options.device().open(List.of(setting), err()::println);
                Sources sources = options.sources();
                Training training = new Training(options, err(), typed())) {
            List<NewRun> runs = seedList.stream()
                    .map(seed -> new NewRun(out, setting, seed))
                    .toList();
            return training.tell(training.of(runs, sources, Optional.empty(), device), out());
        }
    }

    private List<Long> seedList() {
        InvalidConfigException.require(
                seed.isEmpty() || seeds.isEmpty(), "--seed and --seeds were both given. Use one of them.");
        return SeedList.parse(seeds.or(() -> seed).orElse("0"));
    }
}
