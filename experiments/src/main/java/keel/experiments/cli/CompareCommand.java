package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import keel.experiments.report.Comparison;
import keel.experiments.report.ComparisonJson;
import keel.experiments.report.ComparisonTable;
import keel.experiments.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel compare}. */
@Command(
        name = "compare",
        description = "Compare settings: final score, area, worst drawdown and outcome, with intervals.")
final class CompareCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Comparison comparison = Comparison.of(RunRecord.readAll(folders));
        if (json) {
            out().println(Output.json(ComparisonJson.of(comparison)));
            return ExitCode.DONE;
        }
        TextTable table = new TextTable(ComparisonTable.headings(comparison).toArray(String[]::new));
        comparison
                .settings()
                .forEach(summary ->
                        table.add(ComparisonTable.cells(comparison, summary).toArray(String[]::new)));
        out().print(table);
        ComparisonTable.notCompleted(comparison).forEach(out()::println);
        comparison.featuresNote().ifPresent(out()::println);
        comparison.resonances().forEach((label, note) -> out().println(label + ": " + note));
        if (!comparison.differences().isEmpty()) {
            out().println("\nThe settings differ in:");
            comparison
                    .differences()
                    .forEach((key, values) -> out().println("  " + key + ": " + String.join("  |  ", values)));
        }
        out().println("\n" + ComparisonTable.NOTE);
        return ExitCode.DONE;
    }
}
