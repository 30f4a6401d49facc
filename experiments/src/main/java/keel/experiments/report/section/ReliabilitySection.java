package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.reliability.Measure;
import keel.experiments.stability.reliability.Reliability;

/** How reliably settings train (Chan et al. 2020). */
final class ReliabilitySection {
    private ReliabilitySection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            SettingSummary summary = comparison.settings().get(i).summary();
            Reliability reliability = Reliability.of(summary.runs().stream()
                    .map(run -> ScoreCurve.of(run, summary.scoreMetric()))
                    .toList());
            rows.add(new Row(
                    OptionalInt.of(i),
                    List.of(
                            Cell.of(summary.label()),
                            cell(reliability.dispersionAcrossTime()),
                            cell(reliability.shortTermRisk()),
                            cell(reliability.longTermRisk()),
                            cell(reliability.dispersionAcrossRuns()),
                            cell(reliability.riskAcrossRuns()),
                            cell(reliability.medianPerformance()))));
        }
        return new Section(
                "reliability",
                "Reliability",
                "Chan et al. (2020), of the scores as they are. Across time: interquartile range of the score gained per step in windows of a tenth of the run; "
                        + "short-term risk: mean of the worst 5 % of gains per step; long-term risk: mean of the deepest 5 % of the drawdown. "
                        + "Across runs, of those that reached the end: interquartile range, and the mean of the worst 5 % of final scores. Bootstrap intervals over runs.",
                List.of(new Table(
                        "",
                        List.of(
                                "setting",
                                "dispersion across time",
                                "short-term risk",
                                "long-term risk",
                                "dispersion across runs",
                                "risk across runs",
                                "median score"),
                        rows)),
                List.of(),
                List.of());
    }

    private static Cell cell(Measure measure) {
        return measure.estimate()
                .map(Numbers::cell)
                .orElseGet(() -> new Cell("-", measure.reason().orElseThrow()));
    }
}
