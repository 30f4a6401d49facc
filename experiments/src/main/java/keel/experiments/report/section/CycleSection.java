package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Band;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.rate.CyclePhases;
import keel.experiments.stability.verdict.JudgedSetting;

/** Scores by the phase of cyclical rates. */
final class CycleSection {
    private CycleSection() {}

    static Section of(Comparison comparison) {
        List<Row> rows = new ArrayList<>();
        List<Line> scores = new ArrayList<>();
        List<Line> drops = new ArrayList<>();
        for (int i = 0; i < comparison.settings().size(); i++) {
            JudgedSetting setting = comparison.settings().get(i);
            Optional<CyclePhases> phases = CyclePhases.of(setting.summary().runs());
            if (phases.isPresent()) {
                rows.add(row(i, setting, phases.get()));
                scores.add(line(i, setting, phases.get(), CyclePhases::score));
                drops.add(line(i, setting, phases.get(), CyclePhases::drop));
            }
        }
        List<Figure> figures = rows.isEmpty()
                ? List.of()
                : List.of(
                        figure("phase-score", "Score by phase of the cycle", "mean score", scores),
                        figure("phase-drop", "Fall since the evaluation before, by phase", "mean fall", drops));
        return new Section(
                "cycles",
                "Phases of cyclical rates",
                "Evaluations of the second half of the training, by where the network's rate is in its cycle, in %d equal parts, the first centred on the beginning of the cycle; each seed counts once in a part, and a part that no evaluation fell into has n=0. A fall is the loss of score since the evaluation before; a rise counts 0."
                        .formatted(CyclePhases.BINS),
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "",
                                List.of(
                                        "setting",
                                        "network",
                                        "period (updates)",
                                        "score at the trough",
                                        "score at the peak",
                                        "fall at the trough",
                                        "fall at the peak"),
                                rows)),
                List.of(),
                figures);
    }

    private static Row row(int index, JudgedSetting setting, CyclePhases phases) {
        return new Row(
                OptionalInt.of(index),
                List.of(
                        Cell.of(setting.label()),
                        new Cell(
                                phases.network(),
                                "%s to %s"
                                        .formatted(
                                                SettingRates.text(phases.rate()[phases.trough()]),
                                                SettingRates.text(phases.rate()[phases.peak()]))),
                        Cell.of("%,d".formatted(phases.period())),
                        Numbers.cell(phases.score().get(phases.trough())),
                        Numbers.cell(phases.score().get(phases.peak())),
                        Numbers.cell(phases.drop().get(phases.trough())),
                        Numbers.cell(phases.drop().get(phases.peak()))));
    }

    private static Line line(
            int index, JudgedSetting setting, CyclePhases phases, Function<CyclePhases, List<Estimate>> which) {
        List<Estimate> estimates = which.apply(phases);
        return new Line(
                OptionalInt.of(index),
                setting.label(),
                setting.summary().runs().size(),
                Optional.of(estimates.stream().mapToInt(Estimate::n).toArray()),
                estimates.stream().mapToDouble(Estimate::mean).toArray(),
                Optional.of(new Band(edge(estimates, true), edge(estimates, false))),
                List.of(),
                Optional.empty());
    }

    private static double[] edge(List<Estimate> estimates, boolean low) {
        return estimates.stream()
                .mapToDouble(estimate -> estimate.interval()
                        .map(interval -> low ? interval.low() : interval.high())
                        .orElse(Double.NaN))
                .toArray();
    }

    private static LineFigure figure(String id, String heading, String yLabel, List<Line> lines) {
        return new LineFigure(
                id,
                heading,
                Optional.empty(),
                new Axis("phase (share of the cycle)", false),
                new Axis(yLabel, false),
                IntStream.range(0, CyclePhases.BINS)
                        .mapToDouble(bin -> (double) bin / CyclePhases.BINS)
                        .toArray(),
                lines,
                List.of(),
                List.of());
    }
}
