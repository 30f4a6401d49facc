package keel.experiments.stability.rate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.verdict.JudgedSetting;

/**
 * Settings over the rates of two networks.
 *
 * @param x name of the network along the columns
 * @param y along the rows
 * @param xRates rising
 * @param yRates rising
 * @param held the rates of the other networks that vary in this sweep
 * @param settings at these rates
 */
public record RatePlane(
        String x,
        String y,
        double[] xRates,
        double[] yRates,
        SortedMap<String, Double> held,
        List<JudgedSetting> settings) {
    /**
     * Every plane through settings of equal shape: for each two networks whose rates vary, one a combination of the other rates.
     *
     * @param settings that differ in rates alone
     */
    public static List<RatePlane> all(List<JudgedSetting> settings) {
        SortedSet<String> varying = RateLine.varying(settings);
        List<RatePlane> planes = new ArrayList<>();
        for (String x : varying) {
            for (String y : varying.tailSet(x)) {
                if (!x.equals(y)) {
                    Map<SortedMap<String, Double>, List<JudgedSetting>> byHeld = new LinkedHashMap<>();
                    settings.forEach(setting -> byHeld.computeIfAbsent(
                                    RateLine.held(setting, varying, x, y), key -> new ArrayList<>())
                            .add(setting));
                    byHeld.forEach((held, some) ->
                            planes.add(new RatePlane(x, y, rates(some, x), rates(some, y), held, List.copyOf(some))));
                }
            }
        }
        return planes;
    }

    /** Such as {@code temperature 1e-3}; empty where nothing else varies. */
    public String name() {
        return new SettingRates(held).text();
    }

    private static double[] rates(List<JudgedSetting> settings, String network) {
        SortedSet<Double> rates = new TreeSet<>();
        settings.forEach(setting -> rates.add(setting.rates().highest().get(network)));
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The setting at a column and a row; nothing where none was tried. */
    public Optional<JudgedSetting> at(int column, int row) {
        return settings.stream()
                .filter(setting -> setting.rates().highest().get(x) == xRates[column]
                        && setting.rates().highest().get(y) == yRates[row])
                .findFirst();
    }
}
