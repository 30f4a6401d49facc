package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import keel.experiments.report.HtmlReport;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel report}. */
@Command(name = "report", description = "Write a self-contained HTML report of runs.")
final class ReportCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write (default: report.html).")
    private Path file = Path.of("report.html");

    @Override
    public Integer call() {
        List<RunRecord> runs = RunRecord.readAll(folders);
        String html = HtmlReport.of(runs);
        try {
            Path temporary = file.toAbsolutePath().resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, html);
            Files.move(temporary, file.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot write the report to %s: %s. Choose another file with -o.".formatted(file, e));
        }
        out().printf("%s: %d runs, %d KB%n", file, runs.size(), html.length() / 1024);
        return ExitCode.DONE;
    }
}
