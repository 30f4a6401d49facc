package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;
import keel.experiments.stability.ScoreScale;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.verdict.JudgedSetting;
import keel.experiments.stability.verdict.SettingVerdict;

/**
 * Settings side by side.
 *
 * @param settings by preset, then by the rates of their networks
 * @param scales what scores of each task mean; without those whose runs measured nothing that tells
 * @param resonances setting's label to what theory says of its cycles of rates; only of settings whose cycles resonate
 * @param differences dotted key to each setting's value, in the order of {@code settings}; only keys whose values differ
 * @param repeated a sentence for every run that was left out because the same setting and seed is there already
 */
public record Comparison(
        List<JudgedSetting> settings,
        Map<String, ScoreScale> scales,
        Map<String, String> resonances,
        Map<String, List<String>> differences,
        List<String> repeated) {
    /** Groups runs by setting; there is at least one. */
    public static Comparison of(List<RunRecord> runs) {
        List<String> repeated = new ArrayList<>();
        List<Group> groups = groups(once(runs, repeated));
        List<RunRecord> firsts = groups.stream().map(Group::first).toList();
        List<String> labels = SettingLabels.of(firsts);
        Map<String, ScoreScale> scales = scales(groups);
        Map<String, List<Integer>> tasks = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            tasks.computeIfAbsent(firsts.get(i).preset() + " " + task(firsts.get(i)), key -> new ArrayList<>())
                    .add(i);
        }
        List<JudgedSetting> settings = new ArrayList<>();
        tasks.values()
                .forEach(places -> settings.addAll(judged(
                        places.stream().map(groups::get).toList(),
                        places.stream().map(labels::get).toList(),
                        Optional.ofNullable(scales.get(task(firsts.get(places.get(0))))))));
        List<RunRecord> inOrder = settings.stream()
                .map(setting -> setting.summary().runs().get(0))
                .toList();
        return new Comparison(
                List.copyOf(settings),
                scales,
                resonances(settings),
                SettingLabels.differences(inOrder),
                List.copyOf(repeated));
    }

    /** A run that is there twice says nothing twice. */
    private static List<RunRecord> once(List<RunRecord> runs, List<String> repeated) {
        Map<String, RunRecord> once = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            RunRecord other = once.putIfAbsent(run.preset() + "/" + run.setting() + "/" + run.seed(), run);
            if (other != null) {
                repeated.add(
                        "%s is the same setting and seed as %s and was left out".formatted(run.path(), other.path()));
            }
        }
        return List.copyOf(once.values());
    }

    /** What a run is to solve: scores of equal tasks can be compared, whatever the preset. */
    private static String task(RunRecord run) {
        JsonNode environment = run.config().path("environment");
        if (!environment.isObject()) {
            return Score.metric(run) + " of " + run.config().path("data");
        }
        JsonNode arguments = environment.path("arguments");
        return environment.path("id").asText() + (arguments.isEmpty() ? "" : " " + arguments);
    }

    private static Map<String, ScoreScale> scales(List<Group> groups) {
        Map<String, List<RunRecord>> tasks = new LinkedHashMap<>();
        groups.forEach(group -> tasks.computeIfAbsent(task(group.first()), key -> new ArrayList<>())
                .addAll(group.runs()));
        Map<String, ScoreScale> scales = new LinkedHashMap<>();
        tasks.forEach((task, runs) -> ScoreScale.of(runs).ifPresent(scale -> scales.put(task, scale)));
        return scales;
    }

    private static List<JudgedSetting> judged(List<Group> groups, List<String> labels, Optional<ScoreScale> scale) {
        return JudgedSetting.of(
                IntStream.range(0, groups.size())
                        .mapToObj(i ->
                                SettingSummary.of(labels.get(i), groups.get(i).runs(), scale))
                        .toList(),
                groups.stream()
                        .map(group -> SettingVerdict.of(group.runs(), scale))
                        .toList());
    }

    /** What a setting's scores mean; nothing where no run of its task has a score that tells. */
    public Optional<ScoreScale> scale(JudgedSetting setting) {
        return Optional.ofNullable(scales.get(task(setting.summary().runs().get(0))));
    }

    /** Each task's settings, whatever their presets; in the order of the settings. */
    public Map<String, List<JudgedSetting>> byTask() {
        Map<String, List<JudgedSetting>> tasks = new LinkedHashMap<>();
        settings.forEach(
                setting -> tasks.computeIfAbsent(task(setting.summary().runs().get(0)), key -> new ArrayList<>())
                        .add(setting));
        return tasks;
    }

    /** Runs of one setting by seed, and its networks' rates. */
    private record Group(List<RunRecord> runs, List<Double> rates) {
        RunRecord first() {
            return runs.get(0);
        }
    }

    /** By preset, and then by the networks' rates. */
    private static List<Group> groups(List<RunRecord> runs) {
        Map<String, List<RunRecord>> bySetting = new LinkedHashMap<>();
        runs.stream()
                .sorted(Comparator.comparing(RunRecord::preset)
                        .thenComparing(RunRecord::setting)
                        .thenComparing(RunRecord::seed))
                .forEach(run -> bySetting
                        .computeIfAbsent(run.preset() + "/" + run.setting(), key -> new ArrayList<>())
                        .add(run));
        return bySetting.values().stream()
                .map(some -> new Group(
                        some, List.copyOf(SettingRates.of(some.get(0)).highest().values())))
                .sorted(Comparator.comparing((Group group) -> group.first().preset())
                        .thenComparing(Group::rates, Comparison::lexicographic))
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

    /** Places of the settings, the one with the highest IQM of final scores first. */
    public List<Integer> bestFirst() {
        return IntStream.range(0, settings.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> finalScore(i)).reversed())
                .toList();
    }

    private double finalScore(int setting) {
        double iqm = settings.get(setting).summary().finalIqm().mean();
        return Double.isNaN(iqm) ? Double.NEGATIVE_INFINITY : iqm;
    }

    /** A setting's place. */
    public int indexOf(JudgedSetting setting) {
        return settings.indexOf(setting);
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
