package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import keel.experiments.report.CurveBand;
import keel.experiments.report.Numbers;
import keel.experiments.stability.ScoreCurve;

/**
 * Lines of a chart as JSON: {@code x}, {@code mean} and, of several runs, {@code low} and {@code high} over those that were
 * measured there. A line whose runs gained nothing is not computed again.
 */
final class ScoreLines {
    /** A chart is about 600 pixels wide, and a page may be sent hundreds of lines. */
    static final int MOST_POINTS = 150;

    private final Map<String, Line> lines = new HashMap<>();

    private record Line(List<ScoreCurve> curves, ObjectNode json) {}

    /**
     * One line.
     *
     * @param key of the line
     * @param curves of its runs, each with something measured; at least one
     */
    ObjectNode of(String key, List<ScoreCurve> curves) {
        Line known = lines.get(key);
        // Arrays are equal only if they are the same: a curve that grew is another.
        if (known == null || !known.curves.equals(curves)) {
            known = new Line(curves, json(curves));
            lines.put(key, known);
        }
        return known.json;
    }

    private static ObjectNode json(List<ScoreCurve> curves) {
        double[] grid = CurveBand.grid(List.of(curves), MOST_POINTS);
        CurveBand band = CurveBand.of(curves, grid);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Numbers.draw(json.putArray("x"), grid);
        Numbers.draw(json.putArray("mean"), band.mean());
        if (curves.size() > 1) {
            Numbers.draw(json.putArray("low"), band.low());
            Numbers.draw(json.putArray("high"), band.high());
        }
        return json;
    }
}
