package keel.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.LineFigure;
import keel.experiments.report.document.LineFigure.Axis;
import keel.experiments.report.document.LineFigure.Line;
import keel.experiments.report.document.MapFigure;
import keel.experiments.report.document.MapFigure.MapCell;
import keel.experiments.report.document.Row;
import keel.experiments.report.document.Section;
import keel.experiments.report.document.Statement;
import keel.experiments.report.document.Table;

/** Sections of a report as JSON, as the page reads them. Numbers of figures have six significant digits; a gap is null. */
final class DocumentJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DocumentJson() {}

    static ArrayNode of(List<Section> sections) {
        ArrayNode all = MAPPER.createArrayNode();
        for (Section section : sections) {
            ObjectNode json = all.addObject();
            json.put("id", section.id()).put("heading", section.heading()).put("note", section.note());
            ArrayNode tables = json.putArray("tables");
            section.tables().forEach(table -> tables.add(table(table)));
            ArrayNode statements = json.putArray("statements");
            section.statements().forEach(statement -> statements.add(statement(statement)));
            ArrayNode figures = json.putArray("figures");
            section.figures().forEach(figure -> figures.add(figure(figure)));
        }
        return all;
    }

    private static ObjectNode table(Table table) {
        ObjectNode json = MAPPER.createObjectNode().put("caption", table.caption());
        ArrayNode headings = json.putArray("headings");
        table.headings().forEach(headings::add);
        ArrayNode rows = json.putArray("rows");
        for (Row row : table.rows()) {
            ObjectNode one = rows.addObject();
            setting(one, row.setting());
            ArrayNode cells = one.putArray("cells");
            row.cells().forEach(cell -> {
                ObjectNode text = cells.addObject().put("text", cell.text());
                if (!cell.detail().isEmpty()) {
                    text.put("detail", cell.detail());
                }
            });
        }
        return json;
    }

    private static ObjectNode statement(Statement statement) {
        ObjectNode json = MAPPER.createObjectNode();
        setting(json, statement.setting());
        return json.put("text", statement.text());
    }

    private static void setting(ObjectNode json, OptionalInt setting) {
        setting.ifPresentOrElse(index -> json.put("setting", index), () -> json.putNull("setting"));
    }

    private static ObjectNode figure(Figure figure) {
        ObjectNode json = figure instanceof LineFigure lines ? lines(lines) : map((MapFigure) figure);
        return json.put("id", figure.id()).put("heading", figure.heading());
    }

    private static ObjectNode lines(LineFigure figure) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("kind", "lines")
                .put("code", figure.metric().orElse(""));
        axis(json, "x", figure.x());
        axis(json, "y", figure.y());
        Numbers.draw(json.putArray("x"), figure.places());
        ArrayNode series = json.putArray("series");
        figure.lines().forEach(line -> series.add(line(line)));
        if (figure.lines().stream().anyMatch(line -> line.points().isPresent())) {
            ArrayNode points = json.putArray("points");
            figure.lines()
                    .forEach(line -> indices(points.addArray(), line.points().orElse(new int[0])));
        }
        ArrayNode spans = json.putArray("spans");
        figure.spans()
                .forEach(span -> spans.addObject()
                        .put("from", span.from())
                        .put("to", span.to())
                        .put("label", span.label()));
        ArrayNode levels = json.putArray("levels");
        figure.levels().forEach(level -> levels.addObject().put("y", level.y()).put("label", level.label()));
        return json;
    }

    private static void axis(ObjectNode json, String name, Axis axis) {
        json.put(name + "_label", axis.label()).put(name + "_log", axis.logarithmic());
    }

    private static ObjectNode line(Line line) {
        ObjectNode json = MAPPER.createObjectNode();
        setting(json, line.setting());
        json.put("name", line.name()).put("n", line.n());
        line.measured().ifPresent(counts -> indices(json.putArray("seeds"), counts));
        Numbers.draw(json.putArray("mean"), line.middle());
        line.band().ifPresent(band -> {
            Numbers.draw(json.putArray("low"), band.low());
            Numbers.draw(json.putArray("high"), band.high());
        });
        if (!line.seeds().isEmpty()) {
            ArrayNode lines = json.putArray("lines");
            line.seeds()
                    .forEach(seed -> Numbers.draw(
                            lines.addObject().put("name", seed.name()).putArray("y"), seed.values()));
        }
        return json;
    }

    private static ObjectNode map(MapFigure figure) {
        ObjectNode json = MAPPER.createObjectNode().put("kind", "map");
        json.put("x_label", figure.xLabel()).put("y_label", figure.yLabel());
        Numbers.draw(json.putArray("x"), figure.columns());
        Numbers.draw(json.putArray("y"), figure.rows());
        ArrayNode cells = json.putArray("cells");
        for (MapCell cell : figure.cells()) {
            ObjectNode one = cells.addObject().put("i", cell.column()).put("j", cell.row());
            setting(one, cell.setting());
            if (Double.isFinite(cell.value())) {
                one.put("value", cell.value());
            } else {
                one.putNull("value");
            }
            one.put("text", cell.text()).put("detail", cell.detail());
            one.put("category", cell.verdict().text());
        }
        json.put("scale", figure.scale().isPresent() ? "sequential" : "category");
        figure.scale().ifPresent(scale -> json.put("low", scale.low()).put("high", scale.high()));
        figure.boundary().ifPresent(boundary -> {
            ArrayNode pieces = json.putArray("boundary");
            boundary.pieces().forEach(piece -> Numbers.draw(pieces.addArray(), piece));
            json.put("boundary_label", boundary.label());
        });
        return json;
    }

    private static void indices(ArrayNode to, int[] values) {
        for (int value : values) {
            if (value < 0) {
                to.addNull();
            } else {
                to.add(value);
            }
        }
    }
}
