package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import keel.experiments.report.Comparison;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;
import keel.experiments.stability.rate.AppliedRates;

/** Whether applied rates equal configured ones. */
final class AppliedSection {
    private AppliedSection() {}

    static Section of(Comparison comparison) {
        Map<String, int[]> counts = new TreeMap<>();
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            String label = comparison.settings().get(i).label();
            List<AppliedRates> networks =
                    AppliedRates.of(comparison.settings().get(i).summary().runs());
            if (networks.isEmpty()) {
                statements.add(Statement.of(
                        i, label + ": its configuration can no longer be read, so its rates were not checked"));
            }
            for (AppliedRates network : networks) {
                int[] count = counts.computeIfAbsent(network.network(), name -> new int[2]);
                count[0] += network.equal();
                count[1] += network.records();
                int at = i;
                network.firstOther()
                        .ifPresent(other -> statements.add(
                                Statement.of(at, "%s, %s: %s".formatted(label, network.network(), other))));
            }
        }
        List<Row> rows = counts.entrySet().stream()
                .map(entry -> Row.of(
                        entry.getKey(), "%,d".formatted(entry.getValue()[1]), "%,d".formatted(entry.getValue()[0])))
                .toList();
        return new Section(
                "applied",
                "Applied and configured rates",
                "Every record of an applied rate against the configured schedule at the same update, times batch scaling and a recorded controller's factor; equal means to nine digits.",
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table("", List.of("network", "records", "equal to the configured rate"), rows)),
                statements,
                List.of());
    }
}
