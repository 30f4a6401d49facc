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
 * @param variants in the order in which they were typed
 */
public record VariedPreset(String name, String preset, List<PresetVariant> variants) {
    private static final String JOINT = "+";

    public VariedPreset {
        variants = List.copyOf(variants);
    }

    /**
     * Takes a name apart.
     *
     * @throws InvalidConfigException if there is no such variant
     */
    public static VariedPreset parse(String name) {
        String[] parts = name.split("\\+", -1);
        Map<String, PresetVariant> known = PresetVariant.all();
        List<PresetVariant> variants = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            PresetVariant variant = known.get(parts[i]);
            if (variant == null) {
                throw new InvalidConfigException(
                        "Unknown variant '%s' in '%s'.%s Known: %s. `keel presets` describes them."
                                .formatted(
                                        parts[i],
                                        name,
                                        Suggestion.of(parts[i], known.keySet()),
                                        String.join(", ", known.keySet())));
            }
            variants.add(variant);
        }
        return new VariedPreset(name, parts[0], variants);
    }

    /** What its variants vary, as {@code --vary} is written. */
    List<String> vary() {
        return variants.stream().flatMap(variant -> variant.vary().stream()).toList();
    }

    /** Names of those of its variants that set a key. */
    List<String> variantsThatSet(String key) {
        return variants.stream()
                .filter(variant -> variant.vary().stream()
                        .anyMatch(text -> AxisGrammar.parse(text).key().equals(key)))
                .map(PresetVariant::name)
                .toList();
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

    /** Whether a variant can be named with a preset: it has the networks, and their updates are known if it needs them. */
    public static boolean fits(Setting preset, PresetVariant variant) {
        if (!preset.subject().networks().keySet().containsAll(variant.networks())) {
            return false;
        }
        try {
            parse(name(preset.preset(), variant)).resolve(PresetCatalog.Overrides.none());
            return true;
        } catch (InvalidConfigException e) {
            return false;
        }
    }

    /** A name for a preset with one variant. */
    public static String name(String preset, PresetVariant variant) {
        return preset + JOINT + variant.name();
    }
}
