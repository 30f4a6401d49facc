package keel.experiments.stability.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import keel.experiments.stability.SettingRates;
import org.junit.jupiter.api.Test;

class SettingVerdictTest {
    private static SettingVerdict of(Verdict... runs) {
        return SettingVerdict.of(Stream.of(runs)
                .map(verdict -> RunVerdict.of(verdict, "as " + verdict.text()))
                .toList());
    }

    @Test
    void fourInFiveMakeItSteady() {
        SettingVerdict verdict = of(Verdict.STEADY, Verdict.STEADY, Verdict.COLLAPSED, Verdict.STEADY, Verdict.STEADY);
        assertEquals(Verdict.STEADY, verdict.verdict());
        assertEquals("4 steady, 1 collapsed", verdict.countsText());
        assertEquals("as steady", verdict.evidence());
    }

    @Test
    void otherwiseMostOfTheOthersDecideAndOfEqualsTheWorse() {
        assertEquals(
                Verdict.COLLAPSED,
                of(Verdict.STEADY, Verdict.STEADY, Verdict.STEADY, Verdict.COLLAPSED)
                        .verdict());
        assertEquals(
                Verdict.NOISY,
                of(Verdict.NOISY, Verdict.NOISY, Verdict.COLLAPSED).verdict());
        assertEquals(Verdict.DIVERGED, of(Verdict.NOISY, Verdict.DIVERGED).verdict());
    }

    @Test
    void whatIsNotJudgedDoesNotCount() {
        SettingVerdict verdict = of(Verdict.STEADY, Verdict.NOT_JUDGED, Verdict.NOT_JUDGED);
        assertEquals(Verdict.STEADY, verdict.verdict());
        assertEquals(1, verdict.judged());
        assertEquals(Verdict.NOT_JUDGED, of(Verdict.NOT_JUDGED).verdict());
    }

    private static SettingRates rates(double actor, double critic) {
        return new SettingRates(new TreeMap<>(Map.of("actor", actor, "critic", critic)));
    }

    private static SettingVerdict blamed(Verdict verdict, Blame blame) {
        return new SettingVerdict(verdict, List.of(new RunVerdict(verdict, "", Optional.of(blame))));
    }

    /** 0.03 an update at a rate of 0.03: a thousandth at 0.001. The nearer of two steady settings is named. */
    @Test
    void adviceNamesTheRateAndTheNearestSteadySetting() {
        String advice = Advice.of(
                blamed(Verdict.DIVERGED, new Blame("critic", 0.03, 0.03)),
                rates(1e-3, 0.03),
                false,
                Map.of(rates(1e-3, 1e-3), "5 of 5 seeds steady", rates(1e-5, 1e-5), "4 of 5 seeds steady"));
        assertEquals(
                "critic's rate is too high (update ratio 0.03): try at most 1e-3. Nearest steady setting here: actor 1e-3, critic 1e-3 (5 of 5 seeds steady).",
                advice);
    }

    @Test
    void aSlowNetworkIsRaisedAtMostTenfold() {
        assertEquals(
                "actor hardly moves (update ratio 1.000e-06): try a rate of 1e-5.",
                Advice.of(
                        blamed(Verdict.TOO_SLOW, new Blame("actor", 1e-6, 1e-6)), rates(1e-6, 1e-3), false, Map.of()));
        assertEquals(
                "Train longer, or raise the rates.",
                Advice.of(
                        blamed(Verdict.TOO_SLOW, new Blame("actor", 1e-3, 1e-3)), rates(1e-3, 1e-3), false, Map.of()));
    }

    @Test
    void aRateIsNotCalledTooHighIfTheNetworkMovedAsUsual() {
        assertEquals(
                "critic's rate of 1e-2 is the likeliest cause (update ratio 0.001): try a third of it, or let the rates fall to 0 (type: linear).",
                Advice.of(blamed(Verdict.OSCILLATING, new Blame("critic", 1e-3, 1e-2)), rates(1, 1), false, Map.of()));
        assertEquals(
                "critic's rate of 1e-2 is the likeliest cause (update ratio 0.001): try a third of it.",
                Advice.of(blamed(Verdict.OSCILLATING, new Blame("critic", 1e-3, 1e-2)), rates(1, 1), true, Map.of()));
        assertEquals("", Advice.of(of(Verdict.STEADY), rates(1, 1), false, Map.of()));
    }
}
