package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import keel.experiments.report.HeldRule;
import keel.experiments.report.RateMap;
import keel.experiments.report.RateMapChart;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel map}. */
@Command(
        name = "map",
        description =
                "Draw runs of a generator and discriminator over both rates: which were held, and the boundary that theory predicts.")
final class MapCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "map.png",
            description = "The PNG file to write (default: map.png).")
    private Path output = Path.of("map.png");

    @Option(
            names = "--held",
            paramLabel = "RULE",
            description =
                    "When a run counts as held, by a metric's last value: 'modes/high_quality>=0.9' (default: a Dirac-GAN that ends nearer to its equilibrium than it began).")
    private Optional<String> held = Optional.empty();

    @Override
    public Integer call() {
        List<RunRecord> runs = RunRecord.readAll(folders);
        RateMap map = RateMap.of(runs, held.map(HeldRule::parse).orElse(HeldRule.NEARER));
        String presets = runs.stream().map(RunRecord::preset).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(", "));
        try {
            RateMapChart.write(map, presets, output);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot write the map to %s: %s. Choose another file with -o.".formatted(output, e));
        }
        out().print(map.text());
        out().println(output);
        return ExitCode.DONE;
    }
}
