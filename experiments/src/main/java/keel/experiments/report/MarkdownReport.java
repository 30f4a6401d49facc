package keel.experiments.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import keel.experiments.stability.SettingSummary;

/** A comparison as Markdown, for a lab's notes: the numbers of the HTML report without its curves. */
public final class MarkdownReport {
    private MarkdownReport() {}

    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder("# Keel report\n\n");
        List<String> headings = ComparisonTable.headings(comparison);
        row(text, headings);
        row(text, Collections.nCopies(headings.size(), "---"));
        for (SettingSummary summary : comparison.settings()) {
            row(text, ComparisonTable.cells(comparison, summary));
        }
        text.append('\n').append(ComparisonTable.NOTE).append('\n');
        comparison
                .featuresNote()
                .ifPresent(note -> text.append('\n').append(note).append('\n'));
        List<String> notCompleted = ComparisonTable.notCompleted(comparison);
        if (!notCompleted.isEmpty()) {
            text.append("\n## Runs that did not complete\n\n");
            notCompleted.forEach(line -> text.append("- ").append(escape(line)).append('\n'));
        }
        if (!comparison.resonances().isEmpty()) {
            text.append("\n## Rates that resonate\n\n");
            comparison
                    .resonances()
                    .forEach((label, note) -> text.append("- ")
                            .append(escape(label + ": " + note))
                            .append('\n'));
        }
        if (!comparison.differences().isEmpty()) {
            text.append("\n## Where the settings differ\n\n|  |");
            comparison
                    .settings()
                    .forEach(summary ->
                            text.append(' ').append(escape(summary.label())).append(" |"));
            text.append('\n');
            row(text, Collections.nCopies(comparison.settings().size() + 1, "---"));
            for (Map.Entry<String, List<String>> difference :
                    comparison.differences().entrySet()) {
                text.append("| ").append(escape(difference.getKey())).append(" |");
                difference
                        .getValue()
                        .forEach(value -> text.append(' ').append(escape(value)).append(" |"));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append('|');
        cells.forEach(cell -> text.append(' ').append(escape(cell)).append(" |"));
        text.append('\n');
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
