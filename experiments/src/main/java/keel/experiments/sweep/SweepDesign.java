package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<Axis> axes = axes(preset, vary);
        List<Axis> varied = axes.subList(0, vary.size());
        List<Integer> order = AxisOrder.of(axes);
        DesignFaults faults = new DesignFaults(axes);
        Map<String, SweepSetting> settings = new LinkedHashMap<>();
        PointResolver resolver = new PointResolver(preset.preset(), overrides, axes, order);
        for (int[] point : points(axes)) {
            try {
                Setting setting = resolver.resolve(point).named(preset.name());
                SweepSetting first =
                        settings.putIfAbsent(setting.id(), new SweepSetting(setting, labels(varied, point)));
                requireSame(first == null ? setting : first.setting(), setting);
            } catch (InvalidConfigException e) {
                faults.add(e, point);
            }
        }
        faults.throwIfAny();
        return new SweepDesign(preset.name(), varied, List.copyOf(settings.values()), seeds);
    }

    /** Ids are short: two settings may have the same, and would be filed in one folder. */
    private static void requireSame(Setting first, Setting second) {
        InvalidConfigException.require(
                first.canonicalText().equals(second.canonicalText()),
                "Two settings of the sweep have the same short id %s, so their runs would go to one folder. Change one of the varied values a little, or give them in two sweeps with folders of their own (--out)."
                        .formatted(first.id()));
    }

    private static List<Axis> axes(VariedPreset preset, List<String> vary) {
        List<Axis> axes = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(vary);
        all.addAll(preset.vary());
        for (String text : all) {
            try {
                Axis axis = AxisGrammar.parse(text);
                axes.add(axis);
                String first = texts.putIfAbsent(axis.key(), text);
                if (first != null) {
                    faults.add(twice(preset, axis, first));
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

    private static String twice(VariedPreset preset, Axis axis, String first) {
        List<String> variants = preset.variantsThatSet(axis.key());
        if (variants.isEmpty()) {
            return "--vary %s: %s is varied twice. Write all its values in one --vary."
                    .formatted(axis.text(), axis.key());
        }
        return variants.size() == 1
                ? "--vary %s: the variant %s of %s decides %s already. Leave out the variant, or this --vary."
                        .formatted(first, variants.get(0), preset.name(), axis.key())
                : "%s: its variants %s all decide %s. Leave out all of them but one."
                        .formatted(preset.name(), String.join(" and ", variants), axis.key());
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
