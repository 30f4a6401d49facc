package keel.experiments.stability.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import keel.experiments.stability.verdict.JudgedSetting;

/**
 * Settings over the rates of two networks.
 *
 * @param x name of the network along the columns
 * @param y along the rows
 * @param xRates rising
 * @param yRates rising
 * @param settings those at the two rates; the first one, where a third rate varies
 */
public record RatePlane(String x, String y, double[] xRates, double[] yRates, List<JudgedSetting> settings) {
    /** Every pair of networks whose rates vary, if settings differ in rates alone. */
    public static List<RatePlane> all(List<JudgedSetting> settings) {
        List<String> varying = List.copyOf(RateLine.varying(settings));
        List<RatePlane> planes = new ArrayList<>();
        for (int i = 0; i < varying.size(); i++) {
            for (int j = i + 1; j < varying.size(); j++) {
                planes.add(new RatePlane(
                        varying.get(i),
                        varying.get(j),
                        rates(settings, varying.get(i)),
                        rates(settings, varying.get(j)),
                        settings));
            }
        }
        return planes;
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
