package keel.experiments.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.report.section.StabilityReport;
import keel.experiments.run.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel compare}. */
@Command(
        name = "compare",
        description = {
            "Compare settings: verdicts with reasons and advice, stable ranges of rates, final scores, areas, outcomes and",
            "reliability, with intervals, and whether the best setting is better."
        })
final class CompareCommand extends PrintingCommand implements Callable<Integer> {
    private static final int WIDEST_CELL = 60;
    private static final int LINE = 100;
    /** Sections that cannot be read without knowing what counts as stable and as solved. */
    private static final Set<String> EXPLAINED = Set.of("rates", "verdicts");

    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Runs, or folders that hold runs.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        StabilityReport report = StabilityReport.of(RunRecord.readAll(folders));
        if (json) {
            out().println(Output.json(report.json()));
        } else {
            report.numbers().forEach(this::print);
        }
        return ExitCode.DONE;
    }

    private void print(Section section) {
        if (section.tables().isEmpty() && section.statements().isEmpty()) {
            return;
        }
        out().println(section.heading().toUpperCase(Locale.ROOT));
        if (EXPLAINED.contains(section.id())) {
            wrapped(section.note()).forEach(out()::println);
        }
        section.tables().forEach(this::print);
        section.statements().forEach(statement -> out().println(statement.text()));
        out().println();
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Columns of sentences would push the others off the screen: they stand below their row, all but the first. */
    private void print(Table table) {
        if (!table.caption().isEmpty()) {
            out().println(table.caption());
        }
        int columns = table.headings().size();
        int[] narrow = IntStream.range(0, columns)
                .filter(c -> c == 0
                        || table.rows().stream()
                                .allMatch(row -> row.cells().get(c).line().length() <= WIDEST_CELL))
                .toArray();
        TextTable text = new TextTable(
                IntStream.of(narrow).mapToObj(table.headings()::get).toArray(String[]::new));
        for (Row row : table.rows()) {
            text.add(IntStream.of(narrow)
                    .mapToObj(c -> row.cells().get(c).line())
                    .toArray(String[]::new));
        }
        List<String> lines = text.toString().lines().toList();
        out().println(lines.get(0));
        for (int r = 0; r < table.rows().size(); r++) {
            out().println(lines.get(r + 1));
            for (int c = 0; c < columns; c++) {
                String cell = table.rows().get(r).cells().get(c).line();
                if (Arrays.binarySearch(narrow, c) < 0 && !cell.isEmpty()) {
                    out().println("  %s: %s".formatted(table.headings().get(c), cell));
                }
            }
        }
    }
}
