package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;

/**
 * A crossed design: every combination of the values of all axes, with every seed.
 *
 * @param preset its name, with those of its variants
 * @param axes in the order in which they were given
 * @param settings the first axis changes slowest; equal settings appear once
 */
public record SweepDesign(String preset, List<Axis> axes, List<SweepSetting> settings, List<Long> seeds) {
    private static final int MOST_SETTINGS = 100_000;

    public SweepDesign {
        axes = List.copyOf(axes);
        settings = List.copyOf(settings);
        seeds = List.copyOf(seeds);
    }

    /**
     * Resolves a sweep.
     *
     * @param overrides of the preset, below what is varied
     * @param vary the values of {@code --vary}; none for the one setting of the preset
     * @throws InvalidConfigException with one line for every fault, naming its axis
     */
    public static SweepDesign of(
            VariedPreset preset, PresetCatalog.Overrides overrides, List<String> vary, List<Long> seeds) {
        List<String> all = new ArrayList<>(vary);
        all.addAll(preset.vary());
        List<Axis> axes = axes(all);
        List<Axis> varied = axes.subList(0, vary.size());
        List<Integer> order = AxisOrder.of(axes);
        DesignFaults faults = new DesignFaults(axes);
        Map<String, SweepSetting> settings = new LinkedHashMap<>();
        PointResolver resolver = new PointResolver(preset.preset(), overrides, axes, order);
        for (int[] point : points(axes)) {
            try {
                Setting setting = resolver.resolve(point).named(preset.name());
                settings.putIfAbsent(setting.id(), new SweepSetting(setting, labels(varied, point)));
            } catch (InvalidConfigException e) {
                faults.add(e, point);
            }
        }
        faults.throwIfAny();
        return new SweepDesign(preset.name(), varied, List.copyOf(settings.values()), seeds);
    }

    private static List<Axis> axes(List<String> vary) {
        List<Axis> axes = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (String text : vary) {
            try {
                Axis axis = AxisGrammar.parse(text);
                axes.add(axis);
                if (!keys.add(axis.key())) {
                    faults.add("--vary %s: %s is varied twice. Write all its values in one --vary."
                            .formatted(text, axis.key()));
                }
            } catch (InvalidConfigException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return axes;
    }

    /** Every combination of positions in the axes' values. */
    private static List<int[]> points(List<Axis> axes) {
        long count = 1;
        for (Axis axis : axes) {
            count *= axis.labels().size();
            InvalidConfigException.require(
                    count <= MOST_SETTINGS,
                    "The sweep has more than %d settings. Vary fewer keys at a time, or fewer values."
                            .formatted(MOST_SETTINGS));
        }
        List<int[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] point = new int[axes.size()];
            int rest = i;
            for (int a = axes.size() - 1; a >= 0; a--) {
                int values = axes.get(a).labels().size();
                point[a] = rest % values;
                rest /= values;
            }
            points.add(point);
        }
        return points;
    }

    private static List<String> labels(List<Axis> axes, int[] point) {
        List<String> labels = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            labels.add(axes.get(a).labels().get(point[a]));
        }
        return labels;
    }
}
