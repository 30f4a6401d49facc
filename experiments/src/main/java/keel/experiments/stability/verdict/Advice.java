package keel.experiments.stability.verdict;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import keel.experiments.stability.SettingRates;

/**
 * What to try next with a setting that is not steady: what its evidence points to, and the nearest rates that were steady.
 *
 * <p>A rate is called too high where its network moved faster than {@link Blame#USUAL_RATIO} an update; the rate to try is the
 * one at which it would move so, as the change of an update grows with the rate. It is a rule of thumb; the nearest steady
 * setting is a measurement.
 */
public final class Advice {
    /** Ratios this far from the usual one are no cause. */
    private static final double CLEARLY = 2;
    /** Nobody should raise a rate further at once. */
    private static final double MOST = 10;

    private Advice() {}

    /**
     * One or two sentences; empty for a setting that is steady or not judged.
     *
     * @param rates of the setting
     * @param falling whether its rates fall to nearly 0 already
     * @param steady the rates of steady settings that differ in rates alone, with how many seeds of how many were steady
     */
    public static String of(
            SettingVerdict setting, SettingRates rates, boolean falling, Map<SettingRates, String> steady) {
        if (setting.verdict() == Verdict.STEADY || setting.verdict() == Verdict.NOT_JUDGED) {
            return "";
        }
        String rule = byRule(setting.verdict(), setting.example().flatMap(RunVerdict::blamed), falling);
        return steady.keySet().stream()
                .min(Comparator.comparingDouble(other -> other.decadesTo(rates)))
                .filter(nearest -> Double.isFinite(nearest.decadesTo(rates)))
                .map(nearest -> "%s Nearest steady setting here: %s (%s)."
                        .formatted(rule, nearest.text(), steady.get(nearest))
                        .strip())
                .orElse(rule);
    }

    private static String byRule(Verdict verdict, Optional<Blame> blamed, boolean falling) {
        return switch (verdict) {
            case DIVERGED, COLLAPSED, OSCILLATING ->
                blamed.map(blame -> lower(blame, falling)).orElse("Try lower rates" + orFalling(falling) + ".");
            case NOISY ->
                falling
                        ? "Try lower rates, or evaluate more episodes."
                        : "Let the rates fall to 0 (type: linear), or evaluate more episodes.";
            case TOO_SLOW ->
                blamed.filter(blame -> blame.ratio() * CLEARLY < Blame.USUAL_RATIO)
                        .map(Advice::raise)
                        .orElse("Train longer, or raise the rates.");
            case STEADY, NOT_JUDGED -> "";
        };
    }

    private static String orFalling(boolean falling) {
        return falling ? "" : ", or let the rates fall to 0 (type: linear)";
    }

    private static String lower(Blame blame, boolean falling) {
        return blame.ratio() > CLEARLY * Blame.USUAL_RATIO
                ? "%s's rate is too high (update ratio %s): try at most %s."
                        .formatted(
                                blame.network(),
                                VerdictRules.number(blame.ratio()),
                                SettingRates.text(blame.usualRate()))
                : "%s's rate of %s is the likeliest cause (update ratio %s): try a third of it%s."
                        .formatted(
                                blame.network(),
                                SettingRates.text(blame.rate()),
                                VerdictRules.number(blame.ratio()),
                                orFalling(falling));
    }

    private static String raise(Blame blame) {
        return "%s hardly moves (update ratio %s): try a rate of %s."
                .formatted(
                        blame.network(),
                        VerdictRules.number(blame.ratio()),
                        SettingRates.text(Math.min(MOST * blame.rate(), blame.usualRate())));
    }
}
