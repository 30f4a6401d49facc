package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.experiments.report.Comparison;
import keel.experiments.report.ComparisonJson;
import keel.experiments.report.HtmlReport;
import keel.experiments.report.MarkdownReport;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel report}. */
@Command(
        name = "report",
        description = "Write a report of runs: self-contained HTML with curves, or the numbers as Markdown or JSON.")
final class ReportCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write (default: report.html, .md or .json).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: what the file's name ends with, or else html).")
    private Optional<Format> format = Optional.empty();

    /** What a report can be. */
    enum Format {
        HTML,
        MD,
        JSON;

        /** As typed, and as files end. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String write(List<RunRecord> runs) {
            return switch (this) {
                case HTML -> HtmlReport.of(runs);
                case MD -> MarkdownReport.of(Comparison.of(runs));
                case JSON -> Output.json(ComparisonJson.of(Comparison.of(runs))) + "\n";
            };
        }
    }

    @Override
    public Integer call() {
        List<RunRecord> runs = RunRecord.readAll(folders);
        Format chosen = format.orElseGet(this::formatOfName);
        Path file = output.orElseGet(() -> Path.of("report." + chosen));
        String content = chosen.write(runs);
        try {
            Path temporary = file.toAbsolutePath().resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, content);
            Files.move(temporary, file.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot write the report to %s: %s. Choose another file with -o.".formatted(file, e));
        }
        out().printf("%s: %d runs, %d KB%n", file, runs.size(), Math.max(1, content.length() / 1024));
        return ExitCode.DONE;
    }

    private Format formatOfName() {
        String name = output.map(Path::toString).orElse("");
        return Arrays.stream(Format.values())
                .filter(candidate -> name.endsWith("." + candidate))
                .findFirst()
                .orElse(Format.HTML);
    }
}
