package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import keel.experiments.preset.Setting;
import keel.experiments.run.RunRecord;

/** Short names that tell settings apart, and the keys in which they differ. */
public final class SettingLabels {
    private static final String ABSENT = "-";
    private static final int LONGEST = 70;

    private SettingLabels() {}

    /**
     * The preset's name, and where several settings of one preset are compared also the keys in which those differ; the setting's
     * id instead where that would be too long to read.
     *
     * @param settings one run of each setting
     * @return in the same order
     */
    public static List<String> of(List<RunRecord> settings) {
        Map<String, List<Map<String, String>>> byPreset = new LinkedHashMap<>();
        List<Map<String, String>> configs =
                settings.stream().map(run -> flatten(run.config())).toList();
        for (int i = 0; i < configs.size(); i++) {
            byPreset.computeIfAbsent(settings.get(i).preset(), preset -> new ArrayList<>())
                    .add(configs.get(i));
        }
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        byPreset.forEach(
                (preset, same) -> keys.put(preset, flatDifferences(same).keySet()));
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            RunRecord run = settings.get(i);
            boolean only = byPreset.get(run.preset()).size() == 1;
            labels.add(only ? run.preset() : label(run, configs.get(i), keys.get(run.preset())));
        }
        return labels;
    }

    private static String label(RunRecord run, Map<String, String> config, Set<String> differing) {
        String keys = differing.stream()
                .map(key -> key + "=" + config.getOrDefault(key, ABSENT))
                .collect(Collectors.joining(" "));
        boolean readable = !keys.isEmpty() && keys.length() <= LONGEST;
        return readable ? run.preset() + " " + keys : run.preset() + "/" + run.setting();
    }

    /** Dotted key to the value of each of these settings; only keys whose values differ. */
    static Map<String, List<String>> differences(List<RunRecord> settings) {
        return flatDifferences(
                settings.stream().map(run -> flatten(run.config())).toList());
    }

    private static Map<String, List<String>> flatDifferences(List<Map<String, String>> configs) {
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
        flatten("", Setting.canonical(config), flat);
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
