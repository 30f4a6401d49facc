package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.experiments.sweep.PlannedSweep;

/**
 * A sweep over two keys as a grid of cells that fill in: how many runs of a cell there are to be, how many are over and how many
 * completed, and the median final score of these. Where more keys were varied, a cell holds the runs with all their values.
 */
final class SweepGrid {
    private static final String RATES = "rates.";

    private SweepGrid() {}

    /**
     * As JSON; empty if fewer than two keys have several values. Rates go before other keys.
     *
     * @param runs of the whole folder, by path
     */
    static Optional<ObjectNode> of(PlannedSweep sweep, Map<Path, RunView> runs) {
        List<String> keys = sweep.axes().keySet().stream()
                .filter(key -> sweep.axes().get(key).size() > 1)
                .sorted(Comparator.comparing(key -> !key.startsWith(RATES)))
                .toList();
        if (keys.size() < 2) {
            return Optional.empty();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("columns", keys.get(0));
        json.put("rows", keys.get(1));
        labels(json.putArray("column_labels"), sweep, keys.get(0));
        labels(json.putArray("row_labels"), sweep, keys.get(1));
        ArrayNode joined = json.putArray("joined");
        keys.stream().skip(2).forEach(joined::add);
        ObjectNode cells = json.putObject("cells");
        members(sweep, runs, keys.get(0), keys.get(1)).forEach((place, members) -> cells.set(place, cell(members)));
        return Optional.of(json);
    }

    private static void labels(ArrayNode to, PlannedSweep sweep, String key) {
        sweep.axes().get(key).forEach(to::add);
    }

    /** By "column,row". */
    private static Map<String, List<RunView>> members(
            PlannedSweep sweep, Map<Path, RunView> runs, String columnKey, String rowKey) {
        List<String> keys = List.copyOf(sweep.axes().keySet());
        Map<String, List<RunView>> members = new TreeMap<>();
        sweep.settings().forEach((setting, labels) -> {
            int column = sweep.axes().get(columnKey).indexOf(labels.get(keys.indexOf(columnKey)));
            int row = sweep.axes().get(rowKey).indexOf(labels.get(keys.indexOf(rowKey)));
            List<RunView> cell = members.computeIfAbsent(column + "," + row, place -> new ArrayList<>());
            for (long seed : sweep.seeds()) {
                Path run = sweep.preset().resolve(setting).resolve("seed-" + seed);
                cell.add(runs.getOrDefault(run, RunView.planned(run)));
            }
        });
        return members;
    }

    private static ObjectNode cell(List<RunView> members) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("runs", members.size());
        json.put("over", members.stream().filter(run -> run.state().isOver()).count());
        List<RunView> completed = members.stream()
                .filter(run -> run.state() == RunState.COMPLETED)
                .toList();
        json.put("completed", completed.size());
        double[] scores = completed.stream()
                .flatMap(run -> run.lastScore().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (scores.length > 0) {
            json.put("score", median(scores));
        }
        return json;
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
                .average()
                .orElseThrow();
    }
}
