package keel.experiments.report.section;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import keel.experiments.report.Comparison;
import keel.experiments.report.CurveBand;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Band;
import keel.experiments.report.document.LineFigure.Level;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.LineFigure.SeedLine;
import keel.experiments.report.document.Section;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.verdict.JudgedSetting;

/** What runs recorded over their training, one figure a metric. */
final class CurveSection {
    /** Figures in the order they are drawn: metric, or prefix of metrics, and heading. */
    private static final Map<String, String> HEADINGS = headings();

    /** Of a report, so that it stays quick in a browser however many runs it has: about 8 bytes each. */
    private static final int MOST_NUMBERS = 700_000;

    private static final int FEWEST_POINTS = 25;
    private static final int MOST_POINTS = 400;
    /** Runs beyond which each seed's own line would fill a report. */
    private static final int MOST_SEED_LINES = 300;

    private CurveSection() {}

    private static Map<String, String> headings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("eval/return", "Evaluation return");
        all.put("episode/return", "Training episode return");
        all.put("modes/high_quality", "High-quality share (within 3σ)");
        all.put("modes/captured", "Modes captured");
        all.put("features/frechet", "Fréchet distance in features");
        all.put("features/coverage", "Coverage of real images in features");
        all.put("samples/mean_norm", "Norm of the samples' mean");
        all.put("local/radius", "Largest modulus of an iteration's eigenvalues");
        all.put("duality_gap", "Duality gap");
        all.put("oscillation/", "Swing of the discriminator's loss");
        all.put("rate/", "Learning rate applied");
        all.put("controller_factor/", "Factor of the rate by its controller");
        all.put("momentum/", "Momentum applied");
        all.put("loss/", "Loss");
        all.put("gradient_norm/", "Gradient norm before clipping");
        all.put("gradient_norm_ratio", "Gradient norm of the generator over the discriminator's");
        all.put("update_ratio/", "Update-to-weight ratio");
        all.put("dead_units/", "Share of dead hidden units");
        all.put("effective_rank/", "Effective rank of the last hidden layer");
        all.put("discriminator/", "Discriminator");
        all.put("penalty/", "Penalty");
        all.put("policy/", "Policy");
        all.put("value/", "Value function");
        all.put("q/", "Q function");
        return all;
    }

    static Section of(Comparison comparison) {
        TreeSet<String> metrics = new TreeSet<>();
        for (RunRecord run : comparison.runs()) {
            run.metrics().forEach(record -> metrics.addAll(record.values().keySet()));
        }
        Map<String, String> drawn = new LinkedHashMap<>();
        HEADINGS.forEach((prefix, heading) -> metrics.stream()
                .filter(metric -> prefix.endsWith("/") ? metric.startsWith(prefix) : metric.equals(prefix))
                .forEach(metric -> drawn.put(metric, heading(metric, prefix, heading))));
        int points = points(comparison, drawn.size());
        List<Figure> figures = new ArrayList<>();
        drawn.forEach((metric, heading) -> figures.add(figure(comparison, metric, heading, points)));
        return new Section(
                "curves",
                "Curves over training",
                "One line a setting: the mean over the seeds that were measured there; the band runs from the least to the greatest seed. "
                        + "A seed that ended early counts only as far as it got: the readout tells how many are left. "
                        + "Where seeds were measured at different places, or at more than %d, a seed's measurements are first joined in equal buckets by their mean."
                                .formatted(points),
                List.of(),
                List.of(),
                figures);
    }

    private static String heading(String metric, String prefix, String heading) {
        return prefix.endsWith("/")
                ? heading + ", " + metric.substring(prefix.length()).replace('_', ' ')
                : heading;
    }

    private static int points(Comparison comparison, int figures) {
        int lines = Math.max(1, figures * comparison.settings().size());
        return Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, MOST_NUMBERS / (lines * 4)));
    }

    private static LineFigure figure(Comparison comparison, String metric, String heading, int points) {
        boolean byUpdate = !metric.startsWith("eval/") && !metric.startsWith("episode/");
        List<List<ScoreCurve>> curves = new ArrayList<>();
        List<List<RunRecord>> measured = new ArrayList<>();
        for (JudgedSetting setting : comparison.settings()) {
            List<ScoreCurve> some = new ArrayList<>();
            List<RunRecord> runs = new ArrayList<>();
            for (RunRecord run : setting.summary().runs()) {
                ScoreCurve curve = byUpdate ? ScoreCurve.overUpdates(run, metric) : ScoreCurve.of(run, metric);
                if (!curve.isEmpty()) {
                    some.add(curve);
                    runs.add(run);
                }
            }
            curves.add(some);
            measured.add(runs);
        }
        double[] grid = CurveBand.grid(curves, points);
        boolean seedLines = isScore(metric) && comparison.runs().size() <= MOST_SEED_LINES;
        List<Line> lines = IntStream.range(0, curves.size())
                .filter(i -> !curves.get(i).isEmpty())
                .mapToObj(i -> line(comparison, i, curves.get(i), measured.get(i), grid, seedLines))
                .toList();
        return new LineFigure(
                metric,
                heading,
                Optional.of(metric),
                new Axis(byUpdate ? "update" : "environment steps", false),
                new Axis("", logarithmic(metric, lines)),
                grid,
                lines,
                List.of(),
                levels(comparison, metric));
    }

    private static boolean isScore(String metric) {
        return List.of("eval/return", "modes/high_quality", "features/coverage").contains(metric);
    }

    /** Where solved lies, if all presets agree on it. */
    private static List<Level> levels(Comparison comparison, String metric) {
        List<Double> solved = comparison.scales().values().stream()
                .map(scale -> scale.solved())
                .distinct()
                .toList();
        return isScore(metric) && solved.size() == 1 ? List.of(new Level(solved.get(0), "solved")) : List.of();
    }

    private static Line line(
            Comparison comparison,
            int setting,
            List<ScoreCurve> seeds,
            List<RunRecord> runs,
            double[] grid,
            boolean seedLines) {
        CurveBand band = CurveBand.of(seeds, grid);
        List<SeedLine> each = new ArrayList<>();
        for (int i = 0; seedLines && i < seeds.size(); i++) {
            each.add(new SeedLine(
                    "seed " + runs.get(i).seed(),
                    CurveBand.of(List.of(seeds.get(i)), grid).mean()));
        }
        return new Line(
                OptionalInt.of(setting),
                comparison.settings().get(setting).label(),
                seeds.size(),
                Optional.of(band.seeds()),
                band.mean(),
                seeds.size() > 1 ? Optional.of(new Band(band.low(), band.high())) : Optional.empty(),
                each,
                Optional.empty());
    }

    /** Rates, ratios and gradients that span more than a decade and a half are read on a logarithmic axis. */
    private static boolean logarithmic(String metric, List<Line> lines) {
        if (!metric.matches("(rate|update_ratio|gradient_norm)/.*")) {
            return false;
        }
        double[] finite = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.middle()))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return finite.length > 0 && finite[0] > 0 && finite[finite.length - 1] / finite[0] > 50;
    }
}
