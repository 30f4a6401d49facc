package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import keel.experiments.preset.Setting;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreScale;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.SettingVerdict;

/**
 * Settings side by side.
 *
 * @param settings by preset, then by the rates of their networks
 * @param scales preset to what its scores mean; without those whose runs measured nothing that tells
 * @param resonances setting's label to what theory says of its cycles of rates; only of settings whose cycles resonate
 * @param differences dotted key to each setting's value, in the order of {@code settings}; only keys whose values differ
 */
public record Comparison(
        List<JudgedSetting> settings,
        Map<String, ScoreScale> scales,
        Map<String, String> resonances,
        Map<String, List<String>> differences) {
    private static final String ABSENT = "-";

    private static final int LONGEST_LABEL = 70;

    /** Groups runs by setting; there is at least one. */
    public static Comparison of(List<RunRecord> runs) {
        List<List<RunRecord>> groups = groups(runs);
        Map<String, ScoreScale> scales = new LinkedHashMap<>();
        List<JudgedSetting> settings = new ArrayList<>();
        presets(groups).forEach((preset, some) -> {
            Optional<ScoreScale> scale =
                    ScoreScale.of(some.stream().flatMap(List::stream).toList());
            scale.ifPresent(known -> scales.put(preset, known));
            settings.addAll(JudgedSetting.of(
                    some.stream()
                            .map(group -> SettingSummary.of(label(group.get(0), some), group, scale))
                            .toList(),
                    some.stream()
                            .map(group -> SettingVerdict.of(group, scale))
                            .toList()));
        });
        return new Comparison(List.copyOf(settings), scales, resonances(settings), differences(configs(groups)));
    }

    private static Map<String, List<List<RunRecord>>> presets(List<List<RunRecord>> groups) {
        return groups.stream()
                .collect(Collectors.groupingBy(
                        group -> group.get(0).preset(), LinkedHashMap::new, Collectors.toList()));
    }

    /** Runs of each setting by seed; settings by preset, and then by their networks' rates. */
    private static List<List<RunRecord>> groups(List<RunRecord> runs) {
        Map<String, List<RunRecord>> groups = new LinkedHashMap<>();
        runs.stream()
                .sorted(Comparator.comparing(RunRecord::preset)
                        .thenComparing(RunRecord::setting)
                        .thenComparing(RunRecord::seed))
                .forEach(run -> groups.computeIfAbsent(run.preset() + "/" + run.setting(), key -> new ArrayList<>())
                        .add(run));
        Map<List<RunRecord>, List<Double>> rates = new IdentityHashMap<>();
        groups.values()
                .forEach(group -> rates.put(
                        group,
                        List.copyOf(SettingRates.of(group.get(0)).highest().values())));
        return groups.values().stream()
                .sorted(Comparator.comparing((List<RunRecord> group) -> group.get(0).preset())
                        .thenComparing(rates::get, Comparison::lexicographic))
                .toList();
    }

    private static int lexicographic(List<Double> one, List<Double> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** The settings of one preset. */
    public List<JudgedSetting> ofPreset(String preset) {
        return settings.stream()
                .filter(setting -> setting.summary().runs().get(0).preset().equals(preset))
                .toList();
    }

    /** Every run. */
    public List<RunRecord> runs() {
        return settings.stream()
                .flatMap(setting -> setting.summary().runs().stream())
                .toList();
    }

    /** Metrics that any setting has beside its score, sorted. */
    public List<String> alsoAtEnd() {
        return settings.stream()
                .flatMap(setting -> setting.summary().alsoAtEnd().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** What images were measured with, as runs name it; distances made with different ones cannot be compared. */
    private SortedSet<String> features() {
        return runs().stream()
                .map(run -> run.meta().path("features").asText())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A sentence about the classifiers that images were measured with; empty where none were. */
    public Optional<String> featuresNote() {
        SortedSet<String> names = features();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String all = String.join(", ", names);
        return Optional.of(
                names.size() == 1
                        ? "Images were measured in the features of %s.".formatted(all)
                        : "Images were measured in the features of different classifiers (%s): do not compare their distances."
                                .formatted(all));
    }

    private static Map<String, String> resonances(List<JudgedSetting> settings) {
        Map<String, String> found = new LinkedHashMap<>();
        for (JudgedSetting setting : settings) {
            RunRecord run = setting.summary().runs().get(0);
            CycleNote.of(run.preset(), run.config())
                    .filter(CycleNote::warns)
                    .ifPresent(note -> found.put(setting.label(), note.text()));
        }
        return found;
    }

    private static List<Map<String, String>> configs(List<List<RunRecord>> settings) {
        return settings.stream().map(group -> flatten(group.get(0).config())).toList();
    }

    /**
     * The preset's name, and where several settings of one preset are compared also the keys in which those differ; the setting's
     * id instead where that would be too long to read.
     *
     * @param same the settings of this preset
     */
    private static String label(RunRecord run, List<List<RunRecord>> same) {
        if (same.size() == 1) {
            return run.preset();
        }
        Map<String, String> config = flatten(run.config());
        String keys = differences(configs(same)).keySet().stream()
                .map(key -> key + "=" + config.getOrDefault(key, ABSENT))
                .collect(Collectors.joining(" "));
        boolean readable = !keys.isEmpty() && keys.length() <= LONGEST_LABEL;
        return readable ? run.preset() + " " + keys : run.preset() + "/" + run.setting();
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
