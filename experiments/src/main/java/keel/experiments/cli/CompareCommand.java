package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import keel.experiments.report.Comparison;
import keel.experiments.report.ComparisonJson;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingSummary;
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
        TextTable table = new TextTable(headings(comparison));
        comparison.settings().forEach(summary -> table.add(cells(comparison, summary)));
        out().print(table);
        for (SettingSummary summary : comparison.settings()) {
            summary.runs().stream()
                    .filter(run ->
                            !run.outcome().map(o -> o.status().key()).orElse("").equals("completed"))
                    .forEach(run -> out().println("%s, seed %d: %s"
                            .formatted(
                                    summary.label(),
                                    run.seed(),
                                    run.outcome()
                                            .map(o -> o.status().key() + ", " + o.reason())
                                            .orElse("running or killed, no outcome was written"))));
        }
        if (!comparison.differences().isEmpty()) {
            out().println("\nThe settings differ in:");
            comparison
                    .differences()
                    .forEach((key, values) ->
                            out().println("  " + key + ": " + values.stream().collect(Collectors.joining("  |  "))));
        }
        out().println(
                        "\nMeans over completed runs with 95 % Student intervals (n = 1 has none); the completed share with Wilson's.\n"
                                + "final: evaluation at the end; area: trapezoidal mean of the score over training; worst drawdown: largest fall below the best so far.");
        return ExitCode.DONE;
    }

    private static String[] headings(Comparison comparison) {
        List<String> headings = new ArrayList<>(List.of("setting", "completed", "final", "area", "worst drawdown"));
        headings.addAll(comparison.alsoAtEnd());
        headings.addAll(List.of("n", "score"));
        return headings.toArray(String[]::new);
    }

    private static String[] cells(Comparison comparison, SettingSummary summary) {
        List<String> cells = new ArrayList<>(List.of(
                summary.label(),
                "%d of %d %s"
                        .formatted(
                                summary.outcomes().getOrDefault("completed", 0),
                                summary.runs().size(),
                                Output.interval(summary.completed())),
                Output.estimate(summary.finalScore()),
                Output.estimate(summary.area()),
                Output.estimate(summary.drawdown())));
        for (String metric : comparison.alsoAtEnd()) {
            Estimate estimate = summary.alsoAtEnd().get(metric);
            cells.add(estimate == null ? "" : Output.estimate(estimate));
        }
        cells.add(Integer.toString(summary.finalScore().n()));
        cells.add(summary.scoreMetric());
        return cells.toArray(String[]::new);
    }
}
