package keel.experiments.stability.verdict;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreScale;

/**
 * The verdict over the seeds of one setting: steady if at least four judged seeds in five are; otherwise what became of most of
 * the others, the worse of two that are equally frequent.
 *
 * @param verdict of the setting
 * @param runs of each seed, in the order of the runs
 */
public record SettingVerdict(Verdict verdict, List<RunVerdict> runs) {
    private static final double STEADY_SHARE = 0.8;

    /** Of runs of one setting. */
    public static SettingVerdict of(List<RunRecord> runs, Optional<ScoreScale> scale) {
        return of(runs.stream().map(run -> VerdictRules.judge(run, scale)).toList());
    }

    static SettingVerdict of(List<RunVerdict> runs) {
        return new SettingVerdict(overall(runs), List.copyOf(runs));
    }

    private static Verdict overall(List<RunVerdict> runs) {
        Map<Verdict, Integer> counts = counts(runs);
        int judged = runs.size() - counts.getOrDefault(Verdict.NOT_JUDGED, 0);
        if (judged == 0) {
            return Verdict.NOT_JUDGED;
        }
        if (counts.getOrDefault(Verdict.STEADY, 0) >= STEADY_SHARE * judged) {
            return Verdict.STEADY;
        }
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict != Verdict.STEADY && verdict != Verdict.NOT_JUDGED)
                .reduce((best, other) -> counts.getOrDefault(other, 0) >= counts.getOrDefault(best, 0) ? other : best)
                .orElseThrow();
    }

    private static Map<Verdict, Integer> counts(List<RunVerdict> runs) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        runs.forEach(run -> counts.merge(run.verdict(), 1, Integer::sum));
        return counts;
    }

    /** How many seeds each verdict has, from best to worst; only those that occur. */
    public Map<Verdict, Integer> counts() {
        return counts(runs);
    }

    /** Seeds with a verdict. */
    public int judged() {
        return runs.size() - count(Verdict.NOT_JUDGED);
    }

    /** Seeds with this verdict. */
    public int count(Verdict which) {
        return counts().getOrDefault(which, 0);
    }

    /** Such as {@code 4 steady, 1 collapsed}. */
    public String countsText() {
        return counts().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .reduce((one, other) -> one + ", " + other)
                .orElse("no runs");
    }

    /** What decided it: the evidence of the first seed that has the setting's verdict. */
    public String evidence() {
        return example().map(RunVerdict::evidence).orElse("");
    }

    /** Evidence and likely cause, of the first seed that has the setting's verdict. */
    Optional<RunVerdict> example() {
        return runs.stream().filter(run -> run.verdict() == verdict).findFirst();
    }
}
