package keel.experiments.report;

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
import keel.experiments.stability.SettingSummary;

/**
 * Settings side by side.
 *
 * @param settings one summary a setting, in order of preset and setting id
 * @param resonances setting's label to what theory says of its cycles of rates; only of settings whose cycles resonate
 * @param differences dotted key to each setting's value, in the order of {@code settings}; only keys whose values differ
 */
public record Comparison(
        List<SettingSummary> settings, Map<String, String> resonances, Map<String, List<String>> differences) {
    /** Groups runs by setting; there is at least one. */
    public static Comparison of(List<RunRecord> runs) {
        Map<String, List<RunRecord>> groups = new LinkedHashMap<>();
        runs.stream()
                .sorted(Comparator.comparing(RunRecord::preset)
                        .thenComparing(RunRecord::setting)
                        .thenComparing(RunRecord::seed))
                .forEach(run -> groups.computeIfAbsent(run.preset() + "/" + run.setting(), key -> new ArrayList<>())
                        .add(run));
        List<List<RunRecord>> settings = List.copyOf(groups.values());
        List<RunRecord> firsts = settings.stream().map(group -> group.get(0)).toList();
        List<String> labels = SettingLabels.of(firsts);
        List<SettingSummary> summaries = IntStream.range(0, settings.size())
                .mapToObj(i -> SettingSummary.of(labels.get(i), settings.get(i)))
                .toList();
        return new Comparison(summaries, resonances(summaries), SettingLabels.differences(firsts));
    }

    /** Metrics that any setting has beside its score, sorted. */
    public List<String> alsoAtEnd() {
        return settings.stream()
                .flatMap(summary -> summary.alsoAtEnd().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** What images were measured with, as runs name it; distances made with different ones cannot be compared. */
    private SortedSet<String> features() {
        return settings.stream()
                .flatMap(summary -> summary.runs().stream())
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

    private static Map<String, String> resonances(List<SettingSummary> summaries) {
        Map<String, String> found = new LinkedHashMap<>();
        for (SettingSummary summary : summaries) {
            RunRecord run = summary.runs().get(0);
            CycleNote.of(run.preset(), run.config())
                    .filter(CycleNote::warns)
                    .ifPresent(note -> found.put(summary.label(), note.text()));
        }
        return found;
    }
}
