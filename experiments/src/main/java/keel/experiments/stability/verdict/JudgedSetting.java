package keel.experiments.stability.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.SettingRates;
import keel.experiments.stability.SettingSummary;

/**
 * A setting, what its runs say together, and what became of them.
 *
 * @param rates the highest rate of each network
 * @param advice what to try next; empty for a setting that is steady or not judged
 */
public record JudgedSetting(SettingSummary summary, SettingRates rates, SettingVerdict verdict, String advice) {
    /**
     * Judges settings of one task together, as steady ones are what the others are advised to try, where they differ in rates
     * alone.
     *
     * @param verdicts one a summary
     */
    public static List<JudgedSetting> of(List<SettingSummary> summaries, List<SettingVerdict> verdicts) {
        List<SettingRates> rates = new ArrayList<>();
        List<String> shapes = new ArrayList<>();
        Map<String, Map<SettingRates, String>> steady = new LinkedHashMap<>();
        for (int i = 0; i < summaries.size(); i++) {
            RunRecord first = summaries.get(i).runs().get(0);
            rates.add(SettingRates.of(first));
            shapes.add(SettingRates.shape(first));
            if (verdicts.get(i).verdict() == Verdict.STEADY) {
                steady.computeIfAbsent(shapes.get(i), key -> new LinkedHashMap<>())
                        .put(
                                rates.get(i),
                                "%d of %d seeds steady"
                                        .formatted(
                                                verdicts.get(i).count(Verdict.STEADY),
                                                verdicts.get(i).judged()));
            }
        }
        List<JudgedSetting> all = new ArrayList<>();
        for (int i = 0; i < summaries.size(); i++) {
            String advice = Advice.of(
                    verdicts.get(i),
                    rates.get(i),
                    SettingRates.fall(summaries.get(i).runs().get(0)),
                    steady.getOrDefault(shapes.get(i), Map.of()));
            all.add(new JudgedSetting(summaries.get(i), rates.get(i), verdicts.get(i), advice));
        }
        return List.copyOf(all);
    }

    public String label() {
        return summary.label();
    }

    /** Of each judged seed, whether it was steady. */
    public boolean[] steadySeeds() {
        List<Boolean> seeds = verdict.runs().stream()
                .filter(run -> run.verdict() != Verdict.NOT_JUDGED)
                .map(run -> run.verdict() == Verdict.STEADY)
                .toList();
        boolean[] steady = new boolean[seeds.size()];
        for (int i = 0; i < steady.length; i++) {
            steady[i] = seeds.get(i);
        }
        return steady;
    }
}
