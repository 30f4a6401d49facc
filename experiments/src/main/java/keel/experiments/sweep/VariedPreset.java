package keel.experiments.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import keel.env.Suggestion;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;

/**
 * A preset and the variants named with it, as in {@code cartpole-ppo+critic-x10+cosine}. What variants say of rates holds
 * whatever is laid over the preset: with {@code critic-x10} the critic's rate is ten times what the actor's is in the end.
 *
 * @param name as it was typed, which is what its runs are filed under
 * @param preset its first part
 * @param vary of all its variants
 */
public record VariedPreset(String name, String preset, List<String> vary) {
    private static final String JOINT = "+";

    public VariedPreset {
        vary = List.copyOf(vary);
    }

    /**
     * Takes a name apart.
     *
     * @throws InvalidConfigException if there is no such variant
     */
    public static VariedPreset parse(String name) {
        String[] parts = name.split("\\+", -1);
        Map<String, PresetVariant> variants = PresetVariant.all();
        List<String> vary = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            PresetVariant variant = variants.get(parts[i]);
            if (variant == null) {
                throw new InvalidConfigException(
                        "Unknown variant '%s' in '%s'.%s Known: %s. `keel presets` describes them."
                                .formatted(
                                        parts[i],
                                        name,
                                        Suggestion.of(parts[i], variants.keySet()),
                                        String.join(", ", variants.keySet())));
            }
            vary.addAll(variant.vary());
        }
        return new VariedPreset(name, parts[0], vary);
    }

    /**
     * Its setting.
     *
     * @throws InvalidConfigException with one line for every fault
     */
    public Setting resolve(PresetCatalog.Overrides overrides) {
        SweepDesign design = SweepDesign.of(this, overrides, List.of(), List.of());
        return design.settings().get(0).setting();
    }

    /** A name for a preset with one variant. */
    public static String name(String preset, PresetVariant variant) {
        return preset + JOINT + variant.name();
    }
}
