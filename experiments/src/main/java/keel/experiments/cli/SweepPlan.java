package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import keel.experiments.preset.ConfigTree;
import keel.experiments.run.NewRun;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.SweepRuns;
import keel.experiments.sweep.Axis;
import keel.experiments.sweep.Packing;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepSetting;

/**
 * What a sweep would do.
 *
 * @param cohorts of what is left to train, longest first
 * @param file the sweep's own
 */
record SweepPlan(
        SweepDesign design, SweepRuns runs, List<Packing.Packed<NewRun>> cohorts, RunExecutor.Options how, Path file) {
    private List<Packing.Packed<NewRun>> stacked() {
        return cohorts.stream().filter(Packing.Packed::stackable).toList();
    }

    private long alone() {
        return cohorts.stream().filter(cohort -> !cohort.stackable()).count();
    }

    private long memory() {
        return largest(Packing.Packed::bytes);
    }

    private long gpuMemory() {
        return largest(Packing.Packed::gpuBytes);
    }

    /** Of the largest cohorts that can meet. */
    private long largest(Function<Packing.Packed<NewRun>, Long> bytes) {
        return stacked().stream()
                .map(bytes)
                .sorted((a, b) -> Long.compare(b, a))
                .limit(how.threads())
                .mapToLong(Long::longValue)
                .sum();
    }

    private long done(SweepSetting setting) {
        return runs.done().stream()
                .filter(run -> run.path().getParent() != null
                        && run.path().getParent().endsWith(setting.setting().id()))
                .count();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int all = runs.done().size() + runs.left().size();
        text.append("%s: %d settings x %d seeds = %d runs; %d done, %d to go on with, %d new%n"
                .formatted(
                        design.preset(),
                        design.settings().size(),
                        design.seeds().size(),
                        all,
                        runs.done().size(),
                        runs.unfinished().size(),
                        runs.fresh().size()));
        text.append("cohorts: %d on %d thread%s, members: %s%n"
                .formatted(
                        stacked().size(),
                        how.threads(),
                        how.threads() == 1 ? "" : "s",
                        stacked().isEmpty()
                                ? "none"
                                : stacked().stream()
                                        .map(cohort ->
                                                Integer.toString(cohort.runs().size()))
                                        .collect(Collectors.joining(" "))));
        text.append("processes of their own: %d, at most %d at a time%n".formatted(alone(), how.threads()));
        text.append("memory of cohorts: about %s at a time, of %s%n"
                .formatted(MemorySize.text(memory()), MemorySize.text(how.memoryBytes())));
        how.gpu()
                .ifPresent(gpu -> text.append("memory of %s: about %s at a time, of %s%n"
                        .formatted(gpu.name(), MemorySize.text(gpuMemory()), MemorySize.text(gpu.usableBytes()))));
        text.append("sweep file: %s%n%n".formatted(file));
        return text.append(table()).toString();
    }

    private TextTable table() {
        List<String> headings = new ArrayList<>(List.of("setting"));
        design.axes().forEach(axis -> headings.add(axis.key()));
        headings.add("done");
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (SweepSetting setting : design.settings()) {
            List<String> cells = new ArrayList<>(List.of(setting.setting().id()));
            cells.addAll(setting.labels());
            cells.add("%d of %d".formatted(done(setting), design.seeds().size()));
            table.add(cells.toArray(String[]::new));
        }
        return table;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("preset", design.preset());
        json.put("sweep_file", file.toString());
        ArrayNode seeds = json.putArray("seeds");
        design.seeds().forEach(seeds::add);
        json.put("runs", runs.done().size() + runs.left().size());
        json.put("done", runs.done().size());
        json.put("unfinished", runs.unfinished().size());
        json.put("new", runs.fresh().size());
        json.put("threads", how.threads());
        ArrayNode members = json.putArray("cohort_members");
        stacked().forEach(cohort -> members.add(cohort.runs().size()));
        json.put("child_processes", alone());
        json.put("memory_bytes", memory());
        json.put("memory_limit_bytes", how.memoryBytes());
        how.gpu().ifPresent(gpu -> {
            json.put("gpu", gpu.name());
            json.put("gpu_memory_bytes", gpuMemory());
            json.put("gpu_memory_limit_bytes", gpu.usableBytes());
        });
        ArrayNode settings = json.putArray("settings");
        design.settings().forEach(setting -> describe(setting, settings.addObject()));
        return json;
    }

    private void describe(SweepSetting setting, ObjectNode json) {
        json.put("id", setting.setting().id());
        json.put("done", done(setting));
        ObjectNode labels = json.putObject("varied");
        ObjectNode values = json.putObject("values");
        for (int a = 0; a < design.axes().size(); a++) {
            Axis axis = design.axes().get(a);
            labels.put(axis.key(), setting.labels().get(a));
            ConfigTree.at(setting.setting().config(), axis.written())
                    .ifPresent(value -> values.set(axis.written(), value));
        }
    }
}
