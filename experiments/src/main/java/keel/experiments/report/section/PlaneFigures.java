package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import keel.experiments.preset.GanSubject;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.PlaneTheory;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.MapFigure;
import keel.experiments.report.document.MapFigure.Boundary;
import keel.experiments.report.document.MapFigure.MapCell;
import keel.experiments.report.document.MapFigure.Scale;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.rate.RatePlane;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.Verdict;

/** Maps of one plane of rates: share of steady seeds, final score, verdict; with theory's boundary where there is one. */
final class PlaneFigures {
    private PlaneFigures() {}

    private interface Figured {
        MapCell of(JudgedSetting setting, int column, int row);
    }

    static List<Figure> of(Comparison comparison, RatePlane plane, String shape, int number) {
        String title = plane.name().isEmpty() ? shape : shape + plane.name() + ": ";
        Optional<Boundary> boundary = boundary(plane);
        double[] scores = plane.settings().stream()
                .mapToDouble(setting -> setting.summary().finalIqm().mean())
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        List<Figure> figures = new ArrayList<>();
        figures.add(map(
                plane,
                "steady" + number,
                title + "Share of steady seeds",
                Optional.of(new Scale(0, 1)),
                boundary,
                (setting, column, row) -> {
                    int n = setting.verdict().judged();
                    int steady = setting.verdict().count(Verdict.STEADY);
                    Cell share = Numbers.share(steady, n);
                    return cell(
                            comparison,
                            setting,
                            column,
                            row,
                            n == 0 ? Double.NaN : (double) steady / n,
                            share.text(),
                            share.detail());
                }));
        if (scores.length > 0) {
            figures.add(map(
                    plane,
                    "score" + number,
                    title + "Final " + plane.settings().get(0).summary().scoreMetric() + " (IQM)",
                    Optional.of(new Scale(scores[0], scores[scores.length - 1])),
                    boundary,
                    (setting, column, row) -> {
                        Estimate iqm = setting.summary().finalIqm();
                        Cell score = Numbers.cell(iqm);
                        return cell(
                                comparison,
                                setting,
                                column,
                                row,
                                Math.max(scores[0], iqm.mean()),
                                iqm.mean() == Double.NEGATIVE_INFINITY ? Verdict.DIVERGED.text() : score.text(),
                                score.detail());
                    }));
        }
        figures.add(map(
                plane,
                "verdict" + number,
                title + "Verdict",
                Optional.empty(),
                boundary,
                (setting, column, row) -> cell(
                        comparison,
                        setting,
                        column,
                        row,
                        Double.NaN,
                        setting.verdict().verdict().text(),
                        setting.verdict().countsText())));
        return figures;
    }

    private static MapCell cell(
            Comparison comparison,
            JudgedSetting setting,
            int column,
            int row,
            double value,
            String text,
            String detail) {
        return new MapCell(
                column,
                row,
                OptionalInt.of(comparison.indexOf(setting)),
                value,
                text,
                detail,
                setting.verdict().verdict());
    }

    private static MapFigure map(
            RatePlane plane,
            String id,
            String heading,
            Optional<Scale> scale,
            Optional<Boundary> boundary,
            Figured figured) {
        List<MapCell> cells = new ArrayList<>();
        for (int row = 0; row < plane.yRates().length; row++) {
            for (int column = 0; column < plane.xRates().length; column++) {
                int i = column;
                int j = row;
                plane.at(i, j).ifPresent(setting -> cells.add(figured.of(setting, i, j)));
            }
        }
        return new MapFigure(
                "map/" + plane.x() + "-" + plane.y() + plane.name() + "/" + id,
                heading,
                "rate of " + plane.x(),
                "rate of " + plane.y(),
                plane.xRates(),
                plane.yRates(),
                cells,
                scale,
                boundary);
    }

    /** Of a pair: linear theory's, from the game it is known to be or that steady runs measured of themselves. */
    private static Optional<Boundary> boundary(RatePlane plane) {
        RunRecord first = plane.settings().get(0).summary().runs().get(0);
        boolean players = plane.x().equals("discriminator") && plane.y().equals("generator");
        if (!players
                || Arrays.stream(plane.xRates()).anyMatch(rate -> rate <= 0)
                || Arrays.stream(plane.yRates()).anyMatch(rate -> rate <= 0)) {
            return Optional.empty();
        }
        return SettingRates.subject(first)
                .filter(GanSubject.class::isInstance)
                .flatMap(subject -> PlaneTheory.of(((GanSubject) subject).spec(), steadyRuns(plane)))
                .map(theory -> new Boundary(
                        theory.boundary(reach(plane.yRates()), reach(plane.xRates())).stream()
                                .map(piece -> new double[] {piece[1], piece[0], piece[3], piece[2]})
                                .toList(),
                        theory.label()))
                .filter(boundary -> !boundary.pieces().isEmpty());
    }

    private static double[] reach(double[] rates) {
        return new double[] {rates[0], rates[rates.length - 1]};
    }

    private static List<RunRecord> steadyRuns(RatePlane plane) {
        List<RunRecord> runs = new ArrayList<>();
        for (JudgedSetting setting : plane.settings()) {
            for (int i = 0; i < setting.summary().runs().size(); i++) {
                if (setting.verdict().runs().get(i).verdict() == Verdict.STEADY) {
                    runs.add(setting.summary().runs().get(i));
                }
            }
        }
        return runs;
    }
}
