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
import keel.experiments.report.FigureChart;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.Section;
import keel.experiments.report.section.StabilityReport;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel report}. */
@Command(
        name = "report",
        description =
                "Write a stability report of runs: self-contained HTML with figures, the numbers as Markdown or JSON, or every figure as PNG.")
final class ReportCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The file to write, for png the folder (default: report.html, .md, .json or a folder report-png).")
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
        JSON,
        PNG;

        /** As typed, and as files end. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Path file() {
            return Path.of(this == PNG ? "report-png" : "report." + this);
        }
    }

    @Override
    public Integer call() {
        StabilityReport report = StabilityReport.of(RunRecord.readAll(folders));
        Format chosen = format.orElseGet(this::formatOfName);
        Path file = output.orElseGet(chosen::file);
        try {
            String written = switch (chosen) {
                case HTML -> text(file, report.html());
                case MD -> text(file, report.markdown());
                case JSON -> text(file, Output.json(report.json()) + "\n");
                case PNG -> pictures(file, report);
            };
            out().printf("%s: %d runs, %s%n", file, report.comparison().runs().size(), written);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot write the report to %s: %s. Choose another place with -o.".formatted(file, e));
        }
        return ExitCode.DONE;
    }

    /** Nothing half-written: into a file beside it, and then renamed. */
    private static String text(Path file, String content) throws IOException {
        Path temporary = file.toAbsolutePath().resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, content);
        Files.move(temporary, file.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
        return Math.max(1, content.length() / 1024) + " KB";
    }

    private static String pictures(Path folder, StabilityReport report) throws IOException {
        Files.createDirectories(folder);
        int count = 0;
        List<Integer> best = report.comparison().bestFirst();
        for (Section section : report.all()) {
            for (Figure figure : section.figures()) {
                String name = figure.id().replaceAll("[^A-Za-z0-9_.-]+", "-") + ".png";
                count += FigureChart.write(figure, best, folder.resolve(name)) ? 1 : 0;
            }
        }
        return count + " figures";
    }

    private Format formatOfName() {
        String name = output.map(Path::toString).orElse("");
        return Arrays.stream(Format.values())
                .filter(candidate -> name.endsWith("." + candidate))
                .findFirst()
                .orElse(Format.HTML);
    }
}
