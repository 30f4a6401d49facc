package keel.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    /** Groups runs by setting; there is at least one. */
    public static Comparison of(List<RunRecord> runs) {
        List<List<RunRecord>> groups = groups(runs);
        List<RunRecord> firsts = groups.stream().map(group -> group.get(0)).toList();
        Map<RunRecord, String> labels = new IdentityHashMap<>();
        List<String> names = SettingLabels.of(firsts);
        IntStream.range(0, names.size()).forEach(i -> labels.put(firsts.get(i), names.get(i)));
        Map<String, ScoreScale> scales = new LinkedHashMap<>();
        List<JudgedSetting> settings = new ArrayList<>();
        presets(groups).forEach((preset, some) -> {
            Optional<ScoreScale> scale =
                    ScoreScale.of(some.stream().flatMap(List::stream).toList());
            scale.ifPresent(known -> scales.put(preset, known));
            settings.addAll(JudgedSetting.of(
                    some.stream()
                            .map(group -> SettingSummary.of(labels.get(group.get(0)), group, scale))
                            .toList(),
                    some.stream()
                            .map(group -> SettingVerdict.of(group, scale))
                            .toList()));
        });
        return new Comparison(
                List.copyOf(settings), scales, resonances(settings), SettingLabels.differences(firsts));
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

    /** A setting's place. */
    public int indexOf(JudgedSetting setting) {
        return IntStream.range(0, settings.size())
                .filter(i -> settings.get(i) == setting)
                .findFirst()
                .orElseThrow();
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
}
