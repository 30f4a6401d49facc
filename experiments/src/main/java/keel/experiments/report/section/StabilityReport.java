package keel.experiments.report.section;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import keel.experiments.report.Comparison;
import keel.experiments.report.ComparisonJson;
import keel.experiments.report.HtmlReport;
import keel.experiments.report.MarkdownReport;
import keel.experiments.report.document.Section;
import keel.experiments.run.RunRecord;

/** A report of runs, in every form it has. */
public record StabilityReport(Comparison comparison) {
    /** Of runs in any state; at least one. */
    public static StabilityReport of(List<RunRecord> runs) {
        return new StabilityReport(Comparison.of(runs));
    }

    /** What a terminal and a lab's notes have room for: everything but the curves over training. */
    public List<Section> numbers() {
        return Stream.of(
                        RateSection.of(comparison),
                        VerdictSection.of(comparison),
                        SettingsSection.of(comparison),
                        CoupledSection.of(comparison),
                        CycleSection.of(comparison),
                        PairSection.of(comparison),
                        OutcomeSection.of(comparison),
                        ReliabilitySection.of(comparison),
                        ComparisonSection.of(comparison),
                        SensitivitySection.of(comparison),
                        AppliedSection.of(comparison),
                        DifferenceSection.of(comparison))
                .filter(section -> !section.isEmpty())
                .toList();
    }

    /** Everything. */
    public List<Section> all() {
        return Stream.concat(numbers().stream(), Stream.of(CurveSection.of(comparison), MethodSection.of()))
                .filter(section -> !section.isEmpty())
                .toList();
    }

    /** One self-contained page. */
    public String html() {
        return HtmlReport.of(comparison, all());
    }

    public String markdown() {
        return MarkdownReport.of(numbers());
    }

    /** One document; numbers that cannot be had are null. */
    public ObjectNode json() {
        return ComparisonJson.of(comparison, numbers());
    }
}
