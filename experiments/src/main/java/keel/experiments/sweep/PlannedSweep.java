package keel.experiments.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a sweep was to train, as its file tells.
 *
 * @param preset folder that the settings' folders are in
 * @param axes key that was varied to the labels of its values, both in order
 * @param settings id to its label on every axis, in the order of {@code axes}
 */
public record PlannedSweep(
        Path preset, Map<String, List<String>> axes, Map<String, List<String>> settings, List<Long> seeds) {
    /** Folders of all runs, those included that are not there. */
    public List<Path> runs() {
        return settings.keySet().stream()
                .flatMap(setting ->
                        seeds.stream().map(seed -> preset.resolve(setting).resolve("seed-" + seed)))
                .toList();
    }
}
