package keel.experiments.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The data of a report on runs that never were: a grid of two rates with five seeds each. Curves of setting i lie about
 * 20·i, so that it is known which is where.
 */
final class FabricatedReport {
    static final List<String> VERDICTS =
            List.of("steady", "noisy", "oscillating", "too slow", "collapsed", "diverged", "not judged");
    private static final int SEEDS = 5;

    private final ObjectNode data = JsonNodeFactory.instance.objectNode();
    private final int columns;
    private final int settings;

    private FabricatedReport(int columns, int rows) {
        this.columns = columns;
        settings = columns * rows;
        data.put("title", settings + " settings");
        data.put("subtitle", settings * SEEDS + " runs · report of 2026-11-30 02:10:00 UTC");
        ArrayNode list = data.putArray("settings");
        for (int i = 0; i < settings; i++) {
            list.addObject()
                    .put("label", label(i))
                    .put("preset", "ring-gan")
                    .put("setting", "%08x".formatted(0x1234567 * (i + 1)))
                    .put("runs", SEEDS)
                    .put("verdict", verdict(i));
        }
        data.putArray("sections");
        data.putArray("provenance")
                .add(pair("commands", "keel sweep ring-gan\nkeel report runs"))
                .add(pair("Keel", "0.1.0"));
    }

    /** With a table, a statement, maps with a boundary, scores by rate, and curves of which the last falls below 0. */
    static ObjectNode ofGrid(int columns, int rows) {
        FabricatedReport report = new FabricatedReport(columns, rows);
        report.verdicts();
        report.maps();
        report.rates();
        ArrayNode curves = report.section("curves", "Curves").putArray("figures");
        report.curves(curves, "eval/return", 30, x -> x + 10, true);
        report.curves(curves, "loss/generator", 30, x -> x - 15, true);
        return report.data;
    }

    /** As many settings as columns and rows make, and charts of sixty places. */
    static ObjectNode large(int columns, int rows, int charts) {
        FabricatedReport report = new FabricatedReport(columns, rows);
        report.verdicts();
        report.maps();
        ArrayNode curves = report.section("curves", "Curves").putArray("figures");
        for (int chart = 0; chart < charts; chart++) {
            report.curves(curves, "metric/" + chart, 60, x -> x + Math.sin(x), false);
        }
        return report.data;
    }

    private static ArrayNode pair(String term, String text) {
        return JsonNodeFactory.instance.arrayNode().add(term).add(text);
    }

    private static double rate(int step) {
        return Math.pow(10, -4 + step / 2.0);
    }

    private String label(int i) {
        return String.format(
                Locale.ROOT,
                "ring-gan rates.generator=%.1e rates.discriminator=%.1e",
                rate(i % columns),
                rate(i / columns));
    }

    private static String verdict(int i) {
        return VERDICTS.get(i % VERDICTS.size());
    }

    private ObjectNode section(String id, String heading) {
        ObjectNode section = ((ArrayNode) data.get("sections")).addObject();
        section.put("id", id).put("heading", heading).put("note", "How to read " + heading + ".");
        section.putArray("tables");
        section.putArray("statements");
        section.putArray("figures");
        return section;
    }

    private void verdicts() {
        ObjectNode section = section("verdicts", "Verdicts");
        ObjectNode table = ((ArrayNode) section.get("tables")).addObject().put("caption", "Stability");
        table.putArray("headings").add("setting").add("verdict").add("final");
        ArrayNode rows = table.putArray("rows");
        for (int i = 0; i < settings; i++) {
            ObjectNode row = rows.addObject().put("setting", i);
            ArrayNode cells = row.putArray("cells");
            cells.addObject().put("text", label(i)).put("detail", "eval/return");
            cells.addObject().put("text", verdict(i)).put("detail", "4 of 5 seeds");
            cells.addObject().put("text", finalScore(i)).put("detail", "[1.0, 2.0] n=5");
        }
        ((ArrayNode) section.get("statements"))
                .addObject()
                .put("setting", 1)
                .put("text", "seed 2 diverged at update 7");
    }

    /** Neither rising nor falling, of different widths as text, and one that is no number. */
    private static String finalScore(int i) {
        return i == 2 ? "–" : String.valueOf((i * 37 % 101) * 1.5);
    }

    private void maps() {
        ArrayNode figures = (ArrayNode) section("maps", "Maps").get("figures");
        map(figures, "verdict").put("scale", "category");
        ObjectNode shares = map(figures, "stable").put("scale", "sequential");
        shares.put("boundary_label", "predicted boundary");
        shares.putArray("boundary").addArray().add(1e-4).add(1e-3).add(1e-2).add(1e-4);
    }

    private ObjectNode map(ArrayNode figures, String id) {
        ObjectNode map = figures.addObject()
                .put("kind", "map")
                .put("id", id)
                .put("heading", "Map of " + id)
                .put("x_label", "rate of the generator")
                .put("y_label", "rate of the discriminator")
                .put("low", 0)
                .put("high", 1);
        numbers(map.putArray("x"), columns, FabricatedReport::rate);
        numbers(map.putArray("y"), settings / columns, FabricatedReport::rate);
        ArrayNode cells = map.putArray("cells");
        for (int i = 0; i < settings; i++) {
            cells.addObject()
                    .put("i", i % columns)
                    .put("j", i / columns)
                    .put("setting", i)
                    .put("value", i % 6 / 5.0)
                    .put("text", id.equals("verdict") ? verdict(i) : String.valueOf(i % 6 / 5.0))
                    .put("detail", "%d of 5 [0.38, 0.96]".formatted(i % 6))
                    .put("category", id.equals("verdict") ? verdict(i) : null);
        }
        return map;
    }

    /** One line for each rate of the discriminator, each of its points a setting. */
    private void rates() {
        ObjectNode figure =
                lines((ArrayNode) section("rates", "Score against rate").get("figures"), "rate", "rate");
        figure.put("x_log", true);
        numbers(figure.putArray("x"), columns, FabricatedReport::rate);
        ArrayNode series = figure.putArray("series");
        ArrayNode points = figure.putArray("points");
        for (int row = 0; row < settings / columns; row++) {
            int first = row * columns;
            ObjectNode one = series.addObject().putNull("setting").put("name", "discriminator at rate " + row);
            one.put("n", SEEDS);
            interval(one, columns, column -> 20.0 * (first + column));
            ArrayNode own = points.addArray();
            IntStream.range(first, first + columns).forEach(own::add);
        }
        figure.putArray("spans").addObject().put("from", 1e-4).put("to", 1e-3).put("label", "stable: 1.0 decades");
        figure.putArray("levels").addObject().put("y", 30).put("label", "threshold");
    }

    private static ObjectNode lines(ArrayNode figures, String id, String xLabel) {
        return figures.addObject()
                .put("kind", "lines")
                .put("id", id)
                .put("heading", "Chart of " + id)
                .put("code", id)
                .put("x_label", xLabel)
                .put("y_label", "score")
                .put("x_log", false)
                .put("y_log", false);
    }

    private void curves(ArrayNode figures, String id, int places, DoubleUnaryOperator shape, boolean seedLines) {
        ObjectNode figure = lines(figures, id, "environment steps");
        numbers(figure.putArray("x"), places, k -> 1000.0 * k);
        ArrayNode series = figure.putArray("series");
        for (int i = 0; i < settings; i++) {
            int own = i;
            ObjectNode one =
                    series.addObject().put("setting", i).put("name", "").put("n", SEEDS);
            ArrayNode seeds = one.putArray("seeds");
            IntStream.range(0, places).forEach(k -> seeds.add(k < places - 1 ? SEEDS : SEEDS - 1));
            interval(one, places, k -> 20.0 * own + shape.applyAsDouble(k));
            if (seedLines) {
                ArrayNode all = one.putArray("lines");
                for (int seed = 0; seed < SEEDS; seed++) {
                    double away = 4 * (seed - 2);
                    ObjectNode line = all.addObject().put("name", "seed " + seed);
                    numbers(line.putArray("y"), places, k -> 20.0 * own + shape.applyAsDouble(k) + away);
                }
            }
        }
    }

    private static void interval(ObjectNode series, int places, IntToDoubleFunction mean) {
        numbers(series.putArray("mean"), places, mean);
        numbers(series.putArray("low"), places, k -> mean.applyAsDouble(k) - 5);
        numbers(series.putArray("high"), places, k -> mean.applyAsDouble(k) + 5);
    }

    private static void numbers(ArrayNode to, int count, IntToDoubleFunction value) {
        for (int k = 0; k < count; k++) {
            to.add(Double.parseDouble(String.format(Locale.ROOT, "%.5g", value.applyAsDouble(k))));
        }
    }
}
