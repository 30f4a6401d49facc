package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import keel.experiments.report.Numbers;
import keel.experiments.run.FinishedRun;

/** How runs that ended are shown. */
final class FinishedRuns {
    private static final List<String> ON_IMAGES =
            List.of("features/frechet", "features/frechet_floor", "features/frechet_gaussian", "features/coverage");

    private FinishedRuns() {}

    static void print(List<FinishedRun> finished, boolean json, PrintWriter out) {
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            finished.forEach(run -> describe(run, all.addObject()));
            out.println(Output.json(all));
            return;
        }
        if (finished.isEmpty()) {
            return;
        }
        TextTable table = new TextTable("seed", "outcome", "final score", "updates", "wall", "folder");
        for (FinishedRun run : finished) {
            table.add(
                    Long.toString(run.seed()),
                    run.outcome().status().key(),
                    scores(run.outcome().finalScores()),
                    Long.toString(run.outcome().updates()),
                    String.format(Locale.ROOT, "%.1f s", run.outcome().wallSeconds()),
                    run.path().toString());
        }
        out.print(table);
        finished.stream()
                .filter(run -> !run.outcome().status().key().equals("completed"))
                .forEach(run ->
                        out.println("seed " + run.seed() + ": " + run.outcome().reason()));
        out.flush();
    }

    static void describe(FinishedRun run, ObjectNode json) {
        json.put("seed", run.seed());
        json.put("folder", run.path().toString());
        json.put("status", run.outcome().status().key());
        json.put("reason", run.outcome().reason());
        json.put("updates", run.outcome().updates());
        json.put("env_steps", run.outcome().environmentSteps());
        ObjectNode scores = json.putObject("final_scores");
        run.outcome().finalScores().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                scores.put(name, value);
            } else {
                scores.putNull(name);
            }
        });
        json.put("wall_s", run.outcome().wallSeconds());
    }

    private static String scores(Map<String, Double> scores) {
        if (scores.containsKey("eval/return")) {
            return "%s (%s..%s over %s episodes)"
                    .formatted(
                            Numbers.number(scores.get("eval/return")),
                            Numbers.number(scores.getOrDefault("eval/return_min", Double.NaN)),
                            Numbers.number(scores.getOrDefault("eval/return_max", Double.NaN)),
                            Math.round(scores.getOrDefault("eval/episodes", 0.0)));
        }
        // Images have dozens of measurements; the table is to be read.
        boolean images = scores.containsKey("features/frechet");
        return scores.entrySet().stream()
                .filter(e -> !images || ON_IMAGES.contains(e.getKey()))
                .map(e -> e.getKey() + " " + Numbers.number(e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
