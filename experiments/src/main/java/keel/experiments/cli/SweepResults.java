package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import keel.experiments.report.Numbers;
import keel.experiments.run.FinishedRun;
import keel.experiments.run.Outcome;
import keel.experiments.run.Score;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepFile;
import keel.experiments.sweep.SweepSetting;

/**
 * How a sweep's runs ended, setting by setting.
 *
 * @param runs all of them, those included that were done before
 * @param out folder for runs
 */
record SweepResults(SweepDesign design, List<FinishedRun> runs, Path out) {
    private static String setting(FinishedRun run) {
        return Objects.requireNonNull(
                        Objects.requireNonNull(run.path().getParent()).getFileName())
                .toString();
    }

    String text() {
        List<String> headings = new ArrayList<>(List.of("setting"));
        design.axes().forEach(axis -> headings.add(axis.key()));
        headings.addAll(List.of("completed", "diverged", "other", "mean final score"));
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (SweepSetting setting : design.settings()) {
            List<FinishedRun> own = runs.stream()
                    .filter(run -> setting(run).equals(setting.setting().id()))
                    .toList();
            long completed = count(own, Outcome.Status.COMPLETED);
            long diverged = count(own, Outcome.Status.DIVERGED);
            List<String> cells = new ArrayList<>(List.of(setting.setting().id()));
            cells.addAll(setting.labels());
            cells.add(Long.toString(completed));
            cells.add(Long.toString(diverged));
            cells.add(Long.toString(own.size() - completed - diverged));
            OptionalDouble score = meanScore(own);
            cells.add(score.isPresent() ? Numbers.number(score.getAsDouble()) : "");
            table.add(cells.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder(table.toString());
        runs.stream()
                .filter(run -> run.outcome().status() == Outcome.Status.FAILED)
                .forEach(run -> text.append(
                        "%s failed: %s%n".formatted(run.path(), run.outcome().reason())));
        return text.append("Compare: keel compare %s%n".formatted(SweepFile.path(out, design)))
                .toString();
    }

    private static long count(List<FinishedRun> runs, Outcome.Status status) {
        return runs.stream().filter(run -> run.outcome().status() == status).count();
    }

    /** Over completed runs. */
    private static OptionalDouble meanScore(List<FinishedRun> runs) {
        return runs.stream()
                .filter(run -> run.outcome().status() == Outcome.Status.COMPLETED)
                .flatMap(run -> Score.of(run.outcome().finalScores()).stream())
                .mapToDouble(Double::doubleValue)
                .average();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("preset", design.preset());
        json.put("sweep_file", SweepFile.path(out, design).toString());
        ArrayNode all = json.putArray("runs");
        runs.forEach(run -> {
            ObjectNode one = all.addObject();
            one.put("setting", setting(run));
            FinishedRuns.describe(run, one);
        });
        return json;
    }
}
