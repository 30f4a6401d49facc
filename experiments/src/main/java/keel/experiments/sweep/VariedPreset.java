package keel.experiments.sweep;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
     * Takes a name apart. Which variant a name means is decided by the preset's networks.
     *
     * @throws InvalidConfigException if there is no such variant for them, or no such preset
     */
    public static VariedPreset parse(String name) {
        List<String> parts = List.of(name.split("\\+", -1));
        String preset = parts.get(0);
        List<String> named = parts.subList(1, parts.size());
        if (named.isEmpty()) {
            return new VariedPreset(name, preset, List.of());
        }
        Set<String> networks = new PresetCatalog()
                .resolve(preset, PresetCatalog.Overrides.none())
                .subject()
                .networks()
                .keySet();
        return new VariedPreset(
                name,
                preset,
                named.stream().map(part -> variant(name, part, networks)).toList());
    }

    private static PresetVariant variant(String name, String part, Set<String> networks) {
        List<PresetVariant> fitting = PresetVariant.all().stream()
                .filter(variant -> variant.isFor(networks))
                .toList();
        return fitting.stream()
                .filter(variant -> variant.name().equals(part))
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException("%s The preset has %s: %s."
                        .formatted(fault(name, part, fitting), String.join(" and ", networks), known(fitting))));
    }

    private static String fault(String name, String part, List<PresetVariant> fitting) {
        String others = PresetVariant.all().stream()
                .filter(variant -> variant.name().equals(part))
                .map(variant -> String.join(" and ", variant.networks()))
                .collect(Collectors.joining(", or "));
        return others.isEmpty()
                ? "Unknown variant '%s' in '%s'.%s"
                        .formatted(
                                part,
                                name,
                                Suggestion.of(
                                        part,
                                        fitting.stream()
                                                .map(PresetVariant::name)
                                                .toList()))
                : "The variant '%s' in '%s' needs a preset with %s.".formatted(part, name, others);
    }

    private static String known(List<PresetVariant> fitting) {
        return fitting.isEmpty()
                ? "there is no variant for it, so change its rates with --set"
                : "use one of %s, which `keel presets` describes"
                        .formatted(fitting.stream().map(PresetVariant::name).collect(Collectors.joining(", ")));
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
        if (!variant.isFor(preset.subject().networks().keySet())) {
            return false;
        }
        try {
            new VariedPreset(name(preset.preset(), variant), preset.preset(), List.of(variant))
                    .resolve(PresetCatalog.Overrides.none());
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
