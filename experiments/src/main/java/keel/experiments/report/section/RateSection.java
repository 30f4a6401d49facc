package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import keel.experiments.report.Comparison;
import keel.experiments.report.Numbers;
import keel.experiments.report.SettingLabels;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Band;
import keel.experiments.report.document.LineFigure.Level;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.LineFigure.Span;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Table;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.rate.RateLine;
import keel.experiments.stability.rate.RatePlane;
import keel.experiments.stability.rate.StableWidth;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.Verdict;

/** Stability as a function of the rates: lines for each network, maps for each two. */
final class RateSection {
    private static final String NOTE = """
            Rates are the highest that a schedule reaches. A region is stable as far as at least half of the seeds are steady, the share \
            being taken as linear between the logarithms of two rates; its width is in decades, with a percentile bootstrap over seeds. \
            A region that reaches the end of what was tried is open there: its width is a lower bound.""";

    private final Comparison comparison;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Row> widths = new ArrayList<>();

    private RateSection(Comparison comparison) {
        this.comparison = comparison;
    }

    static Section of(Comparison comparison) {
        RateSection section = new RateSection(comparison);
        List<List<JudgedSetting>> shapes = shapes(comparison);
        List<String> titles = titles(shapes);
        for (int i = 0; i < shapes.size(); i++) {
            section.add(shapes.get(i), titles.get(i), i);
        }
        return new Section(
                "rates",
                "Stability over rates",
                NOTE,
                section.widths.isEmpty()
                        ? List.of()
                        : List.of(new Table(
                                "Stable region of each rate",
                                List.of("network", "other rates", "stable from", "to", "decades", "seeds"),
                                section.widths)),
                List.of(),
                section.figures);
    }

    /** Settings that differ in rates alone, at least two; in the order of the comparison. */
    static List<List<JudgedSetting>> shapes(Comparison comparison) {
        Map<String, List<JudgedSetting>> shapes = new LinkedHashMap<>();
        for (JudgedSetting setting : comparison.settings()) {
            if (!setting.rates().highest().isEmpty()) {
                shapes.computeIfAbsent(
                                SettingRates.shape(setting.summary().runs().get(0)), key -> new ArrayList<>())
                        .add(setting);
            }
        }
        return shapes.values().stream().filter(some -> some.size() > 1).toList();
    }

    /** Empty for a single one; else preset, kinds of schedule, and, where those are the same, what else differs. */
    private static List<String> titles(List<List<JudgedSetting>> shapes) {
        if (shapes.size() == 1) {
            return List.of("");
        }
        List<RunRecord> runs = shapes.stream()
                .map(shape -> shape.get(0).summary().runs().get(0))
                .toList();
        Map<String, List<RunRecord>> byTitle = new LinkedHashMap<>();
        runs.forEach(run ->
                byTitle.computeIfAbsent(title(run), title -> new ArrayList<>()).add(run));
        return runs.stream()
                .map(run -> title(run) + differences(run, byTitle.get(title(run))) + ": ")
                .toList();
    }

    private static String title(RunRecord run) {
        Map<String, String> types = new TreeMap<>();
        run.config()
                .path("rates")
                .properties()
                .forEach(rate ->
                        types.put(rate.getKey(), rate.getValue().path("type").asText("constant")));
        return "%s (%s)"
                .formatted(
                        run.preset(),
                        Set.copyOf(types.values()).size() == 1
                                ? types.values().iterator().next()
                                : types.entrySet().stream()
                                        .map(type -> type.getKey() + " " + type.getValue())
                                        .collect(Collectors.joining(", ")));
    }

    private static String differences(RunRecord run, List<RunRecord> alike) {
        return SettingLabels.differences(alike).entrySet().stream()
                .filter(difference -> !difference.getKey().startsWith("rates."))
                .map(difference -> " %s=%s"
                        .formatted(difference.getKey(), difference.getValue().get(alike.indexOf(run))))
                .collect(Collectors.joining());
    }

    private void add(List<JudgedSetting> settings, String title, int number) {
        RatePlane.all(settings).forEach(plane -> figures.addAll(PlaneFigures.of(comparison, plane, title, number)));
        Map<String, List<RateLine>> byNetwork = new LinkedHashMap<>();
        RateLine.all(settings)
                .forEach(line -> byNetwork
                        .computeIfAbsent(line.network(), key -> new ArrayList<>())
                        .add(line));
        byNetwork.forEach((network, lines) -> {
            List<Optional<StableWidth>> stable =
                    lines.stream().map(RateLine::width).toList();
            for (int i = 0; i < lines.size(); i++) {
                widths.add(row(title, lines.get(i), stable.get(i)));
            }
            List<Span> spans = IntStream.range(0, lines.size())
                    .boxed()
                    .filter(i -> stable.get(i).isPresent())
                    .max(Comparator.comparingDouble(
                            i -> stable.get(i).orElseThrow().width()))
                    .map(i -> List.of(span(lines.get(i), stable.get(i).orElseThrow())))
                    .orElse(List.of());
            figures.add(scores(title, network, lines, spans, number));
            figures.add(shares(title, network, lines, spans, number));
        });
    }

    private static Row row(String title, RateLine line, Optional<StableWidth> stable) {
        List<Cell> cells = new ArrayList<>(
                List.of(Cell.of(title + line.network()), Cell.of(line.name().isEmpty() ? "-" : line.name())));
        if (stable.isEmpty()) {
            int judged = line.settings().stream()
                    .mapToInt(setting -> setting.verdict().judged())
                    .sum();
            Cell where = Cell.of(judged == 0 ? "not judged" : "nowhere");
            cells.addAll(List.of(where, where, Cell.of(judged == 0 ? "-" : "0"), Cell.of("n=" + judged)));
        } else {
            StableWidth width = stable.get();
            cells.addAll(List.of(
                    new Cell(SettingRates.text(width.from()), width.openBelow() ? "or less" : ""),
                    new Cell(SettingRates.text(width.to()), width.openAbove() ? "or more" : ""),
                    new Cell(
                            (width.openBelow() || width.openAbove() ? "at least " : "") + Numbers.number(width.width()),
                            Numbers.interval(width.decades())),
                    Cell.of("n=" + width.seeds())));
        }
        return new Row(OptionalInt.empty(), cells);
    }

    private static Span span(RateLine line, StableWidth width) {
        return new Span(
                width.from(),
                width.to(),
                String.format(
                        Locale.ROOT,
                        "stable: %.1f decades%s",
                        width.width(),
                        line.name().isEmpty() ? "" : " at " + line.name()));
    }

    private LineFigure scores(String title, String network, List<RateLine> lines, List<Span> spans, int number) {
        List<Level> levels = comparison
                .scale(lines.get(0).settings().get(0))
                .map(scale -> List.of(new Level(scale.solved(), "solved")))
                .orElse(List.of());
        return figure(
                "rate-score/" + network + number,
                title + "Final score (IQM) by rate of " + network,
                "IQM of final " + lines.get(0).settings().get(0).summary().scoreMetric(),
                lines,
                setting -> setting.summary().finalIqm(),
                spans,
                levels);
    }

    private LineFigure shares(String title, String network, List<RateLine> lines, List<Span> spans, int number) {
        return figure(
                "rate-steady/" + network + number,
                title + "Share of steady seeds by rate of " + network,
                "share of steady seeds",
                lines,
                RateSection::steadyShare,
                spans,
                List.of(new Level(0.5, "half")));
    }

    private static Estimate steadyShare(JudgedSetting setting) {
        int n = setting.verdict().judged();
        int steady = setting.verdict().count(Verdict.STEADY);
        return n == 0
                ? new Estimate(0, Double.NaN, Optional.empty())
                : new Estimate(n, (double) steady / n, Optional.of(Interval.ofShare(steady, n)));
    }

    private interface Figured {
        Estimate of(JudgedSetting setting);
    }

    private LineFigure figure(
            String id,
            String heading,
            String yLabel,
            List<RateLine> lines,
            Figured figured,
            List<Span> spans,
            List<Level> levels) {
        double[] rates = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.rates()))
                .distinct()
                .sorted()
                .toArray();
        return new LineFigure(
                id,
                heading,
                Optional.empty(),
                new Axis("rate of " + lines.get(0).network() + (rates[0] > 0 ? "" : " (0 has no place)"), true),
                new Axis(yLabel, false),
                rates,
                lines.stream().map(line -> line(line, rates, figured)).toList(),
                spans,
                levels);
    }

    private Line line(RateLine line, double[] rates, Figured figured) {
        int places = rates.length;
        double[] middle = nothing(places);
        double[] low = nothing(places);
        double[] high = nothing(places);
        int[] measured = new int[places];
        int[] points = new int[places];
        Arrays.fill(points, -1);
        for (int i = 0; i < line.settings().size(); i++) {
            JudgedSetting setting = line.settings().get(i);
            int at = Arrays.binarySearch(rates, line.rates()[i]);
            Estimate estimate = figured.of(setting);
            middle[at] = finite(estimate.mean());
            low[at] =
                    estimate.interval().map(interval -> finite(interval.low())).orElse(Double.NaN);
            high[at] =
                    estimate.interval().map(interval -> finite(interval.high())).orElse(Double.NaN);
            measured[at] = estimate.n();
            points[at] = comparison.indexOf(setting);
        }
        return new Line(
                OptionalInt.empty(),
                line.name().isEmpty() ? line.network() : line.name(),
                IntStream.of(measured).max().orElse(0),
                Optional.of(measured),
                middle,
                Optional.of(new Band(low, high)),
                List.of(),
                Optional.of(points));
    }

    private static double[] nothing(int length) {
        double[] all = new double[length];
        Arrays.fill(all, Double.NaN);
        return all;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
