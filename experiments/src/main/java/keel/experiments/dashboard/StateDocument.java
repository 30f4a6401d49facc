package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import keel.experiments.report.SettingLabels;
import keel.experiments.run.RunRecord;
import keel.experiments.sweep.PlannedSweep;

/**
 * What the page shows, as one JSON document without a null in an object:
 *
 * <ul>
 *   <li>{@code folder}
 *   <li>{@code counts}: how many runs are in each state
 *   <li>{@code settings}: by folder; label, preset, order
 *   <li>{@code runs}: by folder; setting, seed, state, reason, share done, updates, env_steps, score, written_ms
 *   <li>{@code charts}: by the preset's folder; metric, x_label, and lines by the folder of a run or, if there are more than
 *       {@value #MOST_RUN_LINES} runs, of a setting
 *   <li>{@code maps}: by the sweep's file ({@link SweepGrid})
 *   <li>{@code faults}: sentences
 * </ul>
 *
 * Remembers what is the same from one moment to the next. Not for several threads.
 */
final class StateDocument {
    /** More lines than that cannot be told apart. */
    static final int MOST_RUN_LINES = 20;

    private final ScoreLines lines = new ScoreLines();
    private List<String> labelled = List.of();
    private Map<String, String> labels = Map.of();

    /** The document of a moment. */
    ObjectNode of(FolderView view) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("folder", view.folder().toString());
        counts(json.putObject("counts"), view.runs());
        Map<Path, List<RunView>> settings = view.runs().stream()
                .collect(Collectors.groupingBy(StateDocument::setting, LinkedHashMap::new, Collectors.toList()));
        settings(json.putObject("settings"), view, settings);
        ObjectNode runs = json.putObject("runs");
        view.runs().forEach(run -> runs.set(key(view, run.path()), run(view, run)));
        charts(json.putObject("charts"), view, settings);
        Map<Path, RunView> byPath = view.runs().stream().collect(Collectors.toMap(RunView::path, run -> run));
        ObjectNode maps = json.putObject("maps");
        view.sweeps().forEach((file, sweep) -> SweepGrid.of(sweep, byPath).ifPresent(map -> maps.set(file, map)));
        ArrayNode faults = json.putArray("faults");
        view.faults().forEach(faults::add);
        return json;
    }

    private static Path setting(RunView run) {
        return Objects.requireNonNull(run.path().getParent());
    }

    private static Path preset(Path setting) {
        return Objects.requireNonNull(setting.getParent());
    }

    private static String key(FolderView view, Path path) {
        return view.folder().relativize(path).toString().replace('\\', '/');
    }

    private static void counts(ObjectNode to, List<RunView> runs) {
        for (RunState state : RunState.values()) {
            to.put(
                    state.key(),
                    runs.stream().filter(run -> run.state() == state).count());
        }
    }

    private void settings(ObjectNode to, FolderView view, Map<Path, List<RunView>> settings) {
        Map<Path, String> varied = new LinkedHashMap<>();
        for (PlannedSweep sweep : view.sweeps().values()) {
            List<String> keys = List.copyOf(sweep.axes().keySet());
            sweep.settings().forEach((id, values) -> {
                List<String> words = new ArrayList<>();
                for (int i = 0; i < keys.size(); i++) {
                    words.add(SettingLabels.word(keys.get(i), SettingLabels.rounded(values.get(i))));
                }
                varied.put(sweep.preset().resolve(id), String.join(" ", words));
            });
        }
        label(view, settings);
        List<Path> inOrder = new ArrayList<>(varied.keySet());
        settings.keySet().stream()
                .filter(setting -> !varied.containsKey(setting))
                .forEach(inOrder::add);
        for (int i = 0; i < inOrder.size(); i++) {
            Path setting = inOrder.get(i);
            ObjectNode json = to.putObject(key(view, setting));
            json.put("label", varied.getOrDefault(setting, labels.getOrDefault(key(view, setting), name(setting))));
            json.put("preset", name(preset(setting)));
            json.put("order", i);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private void label(FolderView view, Map<Path, List<RunView>> settings) {
        Map<String, RunRecord> one = new TreeMap<>();
        settings.forEach((setting, runs) -> runs.stream()
                .map(RunView::record)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(record -> one.put(key(view, setting), record)));
        List<String> keys = List.copyOf(one.keySet());
        if (!keys.equals(labelled)) {
            List<String> texts = SettingLabels.of(List.copyOf(one.values()));
            labels = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                String preset = one.get(keys.get(i)).preset() + " ";
                String text = texts.get(i);
                labels.put(keys.get(i), text.startsWith(preset) ? text.substring(preset.length()) : text);
            }
            labelled = keys;
        }
    }

    private static ObjectNode run(FolderView view, RunView run) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("setting", key(view, setting(run)));
        json.put("seed", name(run.path()).replace("seed-", ""));
        json.put("state", run.state().key());
        json.put("reason", run.reason());
        json.put("updates", run.updates());
        json.put("env_steps", run.environmentSteps());
        run.share().ifPresent(share -> json.put("share", Math.round(1000 * share) / 1000.0));
        run.lastScore().ifPresent(score -> json.put("score", score));
        run.lastWritten().map(Instant::toEpochMilli).ifPresent(millis -> json.put("written_ms", millis));
        return json;
    }

    private void charts(ObjectNode to, FolderView view, Map<Path, List<RunView>> settings) {
        Map<Path, List<RunView>> byPreset = view.runs().stream()
                .filter(run -> !run.scores().isEmpty())
                .collect(Collectors.groupingBy(run -> preset(setting(run)), TreeMap::new, Collectors.toList()));
        byPreset.forEach((preset, scored) -> {
            RunView first = scored.get(0);
            ObjectNode chart = to.putObject(key(view, preset));
            chart.put("preset", name(preset));
            chart.put("metric", first.scoreMetric().orElseThrow());
            boolean gan = first.record().orElseThrow().kind().equals("gan");
            chart.put("x_label", gan ? "iterations" : "environment steps");
            long runs = settings.entrySet().stream()
                    .filter(entry -> preset(entry.getKey()).equals(preset))
                    .mapToLong(entry -> entry.getValue().size())
                    .sum();
            chart.put("by", runs > MOST_RUN_LINES ? "setting" : "run");
            ObjectNode drawn = chart.putObject("lines");
            scored.stream()
                    .sorted(Comparator.comparing(RunView::path))
                    .collect(Collectors.groupingBy(
                            run -> runs > MOST_RUN_LINES ? setting(run) : run.path(),
                            LinkedHashMap::new,
                            Collectors.mapping(RunView::scores, Collectors.toList())))
                    .forEach((path, curves) -> {
                        String key = key(view, path);
                        drawn.set(key, lines.of(key, curves));
                    });
        });
    }
}
