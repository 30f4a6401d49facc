package keel.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreCurve;
import keel.experiments.stability.SettingSummary;

/**
 * One self-contained HTML file: the comparison's table, and for every metric one curve a setting with the band of its seeds.
 * It fetches nothing; the chart library is inlined.
 */
public final class HtmlReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Charts in the order they are drawn: metric, or prefix of metrics, and heading. */
    private static final Map<String, String> CHARTS = charts();

    private HtmlReport() {}

    private static Map<String, String> charts() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("eval/return", "Evaluation return");
        all.put("episode/return", "Training episode return");
        all.put("modes/high_quality", "High-quality share (within 3σ)");
        all.put("modes/captured", "Modes captured");
        all.put("features/frechet", "Fréchet distance in features");
        all.put("features/coverage", "Coverage of real images in features");
        all.put("local/radius", "Largest modulus of an iteration's eigenvalues");
        all.put("duality_gap", "Duality gap");
        all.put("rate/", "Learning rate applied");
        all.put("controller_factor/", "Factor of the rate by its controller");
        all.put("momentum/", "Momentum applied");
        all.put("loss/", "Loss");
        all.put("gradient_norm/", "Gradient norm before clipping");
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

    /** The whole file. */
    public static String of(List<RunRecord> runs) {
        Comparison comparison = Comparison.of(runs);
        ObjectNode data = ComparisonJson.of(comparison);
        provenance(data, runs);
        ArrayNode charts = data.putArray("charts");
        TreeSet<String> metrics = new TreeSet<>();
        for (RunRecord run : runs) {
            run.metrics().forEach(record -> metrics.addAll(record.values().keySet()));
        }
        CHARTS.forEach((prefix, heading) -> metrics.stream()
                .filter(metric -> prefix.endsWith("/") ? metric.startsWith(prefix) : metric.equals(prefix))
                .forEach(metric -> charts.add(chart(comparison, metric, heading))));
        ArrayNode faults = data.putArray("not_completed");
        for (SettingSummary summary : comparison.settings()) {
            for (RunRecord run : summary.runs()) {
                String status = run.outcome().map(o -> o.status().key()).orElse("running or killed");
                if (!status.equals("completed")) {
                    ObjectNode fault = faults.addObject();
                    fault.put("setting", summary.label());
                    fault.put("seed", run.seed());
                    fault.put("status", status);
                    fault.put("reason", run.outcome().map(o -> o.reason()).orElse("no outcome was written"));
                }
            }
        }
        return page(data);
    }

    private static void provenance(ObjectNode data, List<RunRecord> runs) {
        ObjectNode meta = runs.get(0).meta();
        ObjectNode json = data.putObject("provenance");
        json.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        for (String key :
                List.of("keel", "git_commit", "java", "os", "cpu", "engine", "blas", "threads", "environments")) {
            json.put(key, meta.path(key).asText());
        }
        TreeSet<String> commands = new TreeSet<>();
        for (RunRecord run : runs) {
            List<String> words = new ArrayList<>(List.of("keel"));
            run.meta().path("command").forEach(word -> words.add(word.asText()));
            commands.add(String.join(" ", words));
        }
        ArrayNode list = json.putArray("commands");
        commands.forEach(list::add);
    }

    private static ObjectNode chart(Comparison comparison, String metric, String heading) {
        boolean byUpdate = !metric.startsWith("eval/") && !metric.startsWith("episode/");
        List<List<ScoreCurve>> curves = comparison.settings().stream()
                .map(summary -> summary.runs().stream()
                        .map(run -> byUpdate ? ScoreCurve.overUpdates(run, metric) : ScoreCurve.of(run, metric))
                        .filter(curve -> !curve.isEmpty())
                        .toList())
                .toList();
        double[] grid = CurveBand.grid(curves);
        ObjectNode chart = MAPPER.createObjectNode();
        chart.put("metric", metric);
        chart.put("heading", heading);
        chart.put("x_label", byUpdate ? "update" : "environment steps");
        chart.put("joined", curves.stream().anyMatch(seeds -> !CurveBand.keeps(seeds, grid)));
        numbers(chart.putArray("x"), grid);
        ArrayNode series = chart.putArray("series");
        for (List<ScoreCurve> seeds : curves) {
            CurveBand band = CurveBand.of(seeds, grid);
            ObjectNode one = series.addObject();
            one.put("n", seeds.size());
            ArrayNode counts = one.putArray("seeds");
            Arrays.stream(band.seeds()).forEach(counts::add);
            numbers(one.putArray("mean"), band.mean());
            numbers(one.putArray("low"), band.low());
            numbers(one.putArray("high"), band.high());
        }
        return chart;
    }

    /** Six significant digits are more than a screen shows; what is not a number becomes null, a gap. */
    private static void numbers(ArrayNode to, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                to.addNull();
            } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                to.add((long) value);
            } else {
                to.add(Double.parseDouble(String.format(Locale.ROOT, "%.5e", value)));
            }
        }
    }

    private static String page(ObjectNode data) {
        // A "</script>" inside the data would end it; escaped, it is the same JSON and harmless.
        String json = data.toString().replace("<", "\\u003c");
        return Assets.text(HtmlReport.class, "report.html")
                .replace("/*UPLOT_CSS*/", Assets.uplot("uPlot.min.css"))
                .replace("/*REPORT_CSS*/", Assets.text(HtmlReport.class, "report.css"))
                .replace("/*UPLOT_JS*/", Assets.uplot("uPlot.iife.min.js"))
                .replace("/*REPORT_JS*/", Assets.text(HtmlReport.class, "report.js"))
                .replace("/*DATA*/", json);
    }
}
