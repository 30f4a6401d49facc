package keel.experiments.stability.rate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.verdict.JudgedSetting;

/**
 * Settings that differ in one network's rate alone.
 *
 * @param network whose rate varies
 * @param held the rates of the other networks that vary in this sweep
 * @param settings by rising rate, at least two; a rate of 0 has no place on an axis of logarithms
 */
public record RateLine(String network, SortedMap<String, Double> held, List<JudgedSetting> settings) {
    /**
     * Every line through settings of equal shape: for each network whose rate varies, one a combination of the other rates.
     *
     * @param settings that differ in rates alone
     */
    public static List<RateLine> all(List<JudgedSetting> settings) {
        SortedSet<String> varying = varying(settings);
        List<RateLine> lines = new ArrayList<>();
        for (String network : varying) {
            Map<SortedMap<String, Double>, List<JudgedSetting>> byHeld = new LinkedHashMap<>();
            for (JudgedSetting setting : settings) {
                if (setting.rates().highest().get(network) > 0) {
                    byHeld.computeIfAbsent(held(setting, varying, network), key -> new ArrayList<>())
                            .add(setting);
                }
            }
            byHeld.forEach((held, some) -> {
                if (some.size() > 1) {
                    some.sort(Comparator.comparingDouble(
                            setting -> setting.rates().highest().get(network)));
                    lines.add(new RateLine(network, held, List.copyOf(some)));
                }
            });
        }
        return lines;
    }

    /** A setting's rates that vary, without these networks'. */
    static SortedMap<String, Double> held(JudgedSetting setting, Set<String> varying, String... without) {
        TreeMap<String, Double> held = new TreeMap<>(setting.rates().highest());
        held.keySet().retainAll(varying);
        held.keySet().removeAll(List.of(without));
        return held;
    }

    /** Networks that have more than one rate among settings. */
    static SortedSet<String> varying(List<JudgedSetting> settings) {
        return settings.stream()
                .flatMap(setting -> setting.rates().highest().keySet().stream())
                .filter(network -> settings.stream()
                                .map(setting -> setting.rates().highest().get(network))
                                .distinct()
                                .count()
                        > 1)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The network's rates, rising. */
    public double[] rates() {
        return settings.stream()
                .mapToDouble(setting -> setting.rates().highest().get(network))
                .toArray();
    }

    /** Of the rates with a judged seed; nothing where at none of them half of the seeds are steady. */
    public Optional<StableWidth> width() {
        List<JudgedSetting> judged = judged();
        return judged.isEmpty()
                ? Optional.empty()
                : StableWidth.of(
                        judged.stream()
                                .mapToDouble(
                                        setting -> setting.rates().highest().get(network))
                                .toArray(),
                        judged.stream().map(JudgedSetting::steadySeeds).toList(),
                        StableWidth.stream(network, name()));
    }

    /** Those with a judged seed. */
    public List<JudgedSetting> judged() {
        return settings.stream()
                .filter(setting -> setting.verdict().judged() > 0)
                .toList();
    }

    /** Such as {@code critic 1e-3}; empty where nothing else varies. */
    public String name() {
        return new SettingRates(held).text();
    }
}
