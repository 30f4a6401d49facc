package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import keel.experiments.preset.Setting;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingRates;

/** Short names that tell settings apart, and the keys in which they differ. */
public final class SettingLabels {
    private static final String ABSENT = "-";
    private static final int LONGEST = 70;
    /** Smaller numbers are written with an exponent. */
    private static final double LEAST_PLAIN = 0.01;

    private SettingLabels() {}

    /**
     * The preset's name, and where several settings of one preset are compared the keys in which those differ, behind the
     * preset's name if there are others; the setting's id instead where that would be too long to read. A network's rate goes by
     * the network's name, and numbers have three digits where that tells them apart.
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
            List<Map<String, String>> same = byPreset.get(run.preset());
            labels.add(
                    same.size() == 1
                            ? run.preset()
                            : label(run, configs.get(i), same, keys.get(run.preset()), byPreset.size() > 1));
        }
        return labels;
    }

    private static String label(
            RunRecord run,
            Map<String, String> config,
            List<Map<String, String>> same,
            Set<String> differing,
            boolean named) {
        String keys = differing.stream()
                .map(key -> word(key, value(config, same, key)))
                .collect(Collectors.joining(" "));
        boolean readable = !keys.isEmpty() && keys.length() <= LONGEST;
        String preset = named ? run.preset() + " " : "";
        return readable ? preset + keys : run.preset() + "/" + run.setting();
    }

    /** A key and its value in a label: a network's rate goes by the network's name. */
    public static String word(String key, String value) {
        return key.replaceFirst("^rates\\.", "") + "=" + value;
    }

    /** Rounded if no other setting has another number that rounds to the same. */
    private static String value(Map<String, String> config, List<Map<String, String>> same, String key) {
        String exact = config.getOrDefault(key, ABSENT);
        String rounded = rounded(exact);
        boolean unique = same.stream()
                .map(other -> other.getOrDefault(key, ABSENT))
                .filter(other -> !other.equals(exact))
                .noneMatch(other -> rounded(other).equals(rounded));
        return unique ? rounded : exact;
    }

    /** A number with three digits; anything else as it is. */
    public static String rounded(String value) {
        if (!value.matches("[-+]?[0-9]*\\.[0-9]+([eE][-+]?[0-9]+)?")) {
            return value;
        }
        double number = Double.parseDouble(value);
        return number != 0 && Math.abs(number) < LEAST_PLAIN
                ? SettingRates.text(number)
                : String.format(Locale.ROOT, "%.3g", number)
                        .replaceAll("(\\.\\d*?)0+$", "$1")
                        .replaceAll("\\.$", "");
    }

    /** Dotted key to the value of each of these settings; only keys whose values differ. */
    public static Map<String, List<String>> differences(List<RunRecord> settings) {
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
