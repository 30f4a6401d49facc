package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import keel.experiments.preset.ConfigTree;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingSummary;

/**
 * Settings side by side.
 *
 * @param settings one summary a setting, in order of preset and setting id
 * @param differences dotted key to each setting's value, in the order of {@code settings}; only keys whose values differ
 */
public record Comparison(List<SettingSummary> settings, Map<String, List<String>> differences) {
    private static final String ABSENT = "-";

    /** Groups runs by setting; there is at least one. */
    public static Comparison of(List<RunRecord> runs) {
        Map<String, List<RunRecord>> groups = new LinkedHashMap<>();
        runs.stream()
                .sorted(Comparator.comparing(RunRecord::preset)
                        .thenComparing(RunRecord::setting)
                        .thenComparing(RunRecord::seed))
                .forEach(run -> groups.computeIfAbsent(run.preset() + "/" + run.setting(), key -> new ArrayList<>())
                        .add(run));
        Set<String> presets = new LinkedHashSet<>();
        groups.values().forEach(group -> presets.add(group.get(0).preset()));
        boolean presetTells = presets.size() == groups.size();
        List<SettingSummary> summaries = new ArrayList<>();
        groups.forEach((key, group) -> {
            summaries.add(SettingSummary.of(presetTells ? group.get(0).preset() : key, group));
        });
        return new Comparison(
                summaries,
                differences(groups.values().stream()
                        .map(group -> flatten(group.get(0).config()))
                        .toList()));
    }

    private static Map<String, List<String>> differences(List<Map<String, String>> configs) {
        Set<String> keys = new LinkedHashSet<>();
        if (configs.stream().map(config -> config.get("kind")).distinct().count() > 1) {
            // An agent and a GAN have hardly a key in common.
            keys.add("kind");
        } else {
            configs.forEach(config -> keys.addAll(config.keySet()));
        }
        Map<String, List<String>> result = new LinkedHashMap<>();
        for (String key : keys) {
            List<String> values = configs.stream()
                    .map(config -> config.getOrDefault(key, ABSENT))
                    .toList();
            if (Set.copyOf(values).size() > 1) {
                result.put(key, values);
            }
        }
        return result;
    }

    /** Dotted keys; a schedule, and anything else with a type, stays whole because its parts say nothing alone. */
    private static Map<String, String> flatten(ObjectNode config) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", ConfigTree.canonical(config), flat);
        return flat;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> flat) {
        if (node instanceof ObjectNode object && !object.has("type")) {
            object.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), flat));
        } else {
            flat.put(
                    path,
                    node.isTextual()
                            ? node.textValue()
                            : node.toString().replace("\"", "").replace(",", ", "));
        }
    }
}
