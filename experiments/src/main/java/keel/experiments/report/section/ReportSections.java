package keel.experiments.report.section;

import java.util.List;
import java.util.stream.Stream;
import keel.experiments.report.Comparison;
import keel.experiments.report.document.Section;

/** All parts of a report. */
public final class ReportSections {
    private ReportSections() {}

    /** What a terminal and a lab's notes have room for: everything but the curves over training. */
    public static List<Section> numbers(Comparison comparison) {
        return Stream.of(
                        SettingsSection.of(comparison),
                        VerdictSection.of(comparison),
                        RateSection.of(comparison),
                        CoupledSection.of(comparison),
                        CycleSection.of(comparison),
                        OutcomeSection.of(comparison),
                        ReliabilitySection.of(comparison),
                        ComparisonSection.of(comparison),
                        AppliedSection.of(comparison),
                        DifferenceSection.of(comparison))
                .filter(section -> !section.isEmpty())
                .toList();
    }

    /** Everything. */
    public static List<Section> all(Comparison comparison) {
        return Stream.of(numbers(comparison).stream(), Stream.of(CurveSection.of(comparison), MethodSection.of()))
                .flatMap(sections -> sections)
                .filter(section -> !section.isEmpty())
                .toList();
    }
}
