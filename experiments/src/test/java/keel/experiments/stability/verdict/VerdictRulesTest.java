package keel.experiments.stability.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import keel.experiments.run.MadeRun;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreScale;
import org.junit.jupiter.api.Test;

/** Every rule, on courses drawn by hand: untrained is 0, solved 100. */
class VerdictRulesTest {
    private static final Optional<ScoreScale> SCALE = Optional.of(new ScoreScale(0, 100, "by hand"));

    private static MadeRun agent() {
        return MadeRun.of("cartpole-a2c", 0);
    }

    private static RunVerdict judge(RunRecord run) {
        return VerdictRules.judge(run, SCALE);
    }

    private static Verdict verdict(double... scores) {
        return judge(agent().scores(scores).completed()).verdict();
    }

    private static double[] repeated(int times, double... scores) {
        double[] all = new double[times * scores.length];
        Arrays.setAll(all, i -> scores[i % scores.length]);
        return all;
    }

    @Test
    void steadyOnceSolvedAndKept() {
        assertEquals(Verdict.STEADY, verdict(0, 50, 100, 100, 100, 100, 100, 100, 100, 100));
        assertEquals(Verdict.STEADY, verdict(0, 50, 100, 90, 100, 85, 100, 80, 100, 90));
    }

    @Test
    void fallsInTheFirstHalfBelongToLearning() {
        assertEquals(Verdict.STEADY, verdict(0, 100, 20, 100, 10, 100, 100, 100, 100, 100, 100, 100));
    }

    @Test
    void noisyIfItFellOnceInTheSecondHalf() {
        RunVerdict one = judge(
                agent().scores(0, 100, 100, 100, 100, 100, 30, 100, 100, 100).completed());
        assertEquals(Verdict.NOISY, one.verdict());
        assertEquals("fell from 100 at 6,000 steps to 30 and came back at 8,000 steps", one.evidence());
    }

    /** Two of the last five lie below 75. */
    @Test
    void noisyIfManyScoresLieBelow() {
        RunVerdict one = judge(
                agent().scores(0, 100, 100, 100, 100, 70, 100, 70, 100, 100).completed());
        assertEquals(Verdict.NOISY, one.verdict());
        assertEquals("of 5 scores since 5,500 steps, 2 lie below 75", one.evidence());
    }

    @Test
    void oscillatingIfItFallsAgainAndAgain() {
        RunVerdict one = judge(agent().scores(repeated(5, 100, 20)).completed());
        assertEquals(Verdict.OSCILLATING, one.verdict());
        assertEquals("fell 5 times, by up to 80, and came back 4 times", one.evidence());
    }

    @Test
    void tooSlowIfNeverSolvedAndNothingBroke() {
        assertEquals(Verdict.TOO_SLOW, verdict(0, 10, 20, 30, 40, 50, 60, 70, 80, 90));
        assertEquals(Verdict.TOO_SLOW, verdict(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void collapsedIfItLostWhatItHadLearned() {
        RunVerdict one =
                judge(agent().scores(0, 60, 90, 20, 10, 20, 10, 20, 10, 10).completed());
        assertEquals(Verdict.COLLAPSED, one.verdict());
        assertEquals("fell from 90 at 3,000 steps to 10 and never came back", one.evidence());
    }

    /** At 8 of 10 it is back within a quarter of a unit in the last tenth. */
    @Test
    void whatComesBackInTheEndHasNotCollapsed() {
        assertEquals(Verdict.NOISY, verdict(0, 100, 100, 100, 100, 100, 100, 20, 20, 20, 80));
    }

    @Test
    void collapsedBeforeItLearnedIfThePolicyBecameCertain() {
        RunVerdict one = judge(agent().scores(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                .record(0, 40, Map.of("policy/entropy", 0.7, "update_ratio/actor", 0.05, "rate/actor", 0.1))
                .record(0, 40, Map.of("update_ratio/critic", 0.001, "rate/critic", 0.001))
                .record(500, 5000, Map.of("policy/entropy", 1e-6))
                .record(1000, 10000, Map.of("policy/entropy", 1e-6))
                .completed());
        assertEquals(Verdict.COLLAPSED, one.verdict());
        assertTrue(one.evidence().contains("entropy fell from 0.7 to 1.000e-06"), one.evidence());
        assertEquals("actor", one.blamed().orElseThrow().network());
        // 0.05 an update at a rate of 0.1: a thousandth at 0.002.
        assertEquals(0.002, one.blamed().orElseThrow().usualRate(), 1e-12);
    }

    @Test
    void collapsedBeforeItLearnedIfParametersAreThrownAbout() {
        assertEquals(
                Verdict.COLLAPSED,
                judge(agent().scores(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                                .record(0, 40, Map.of("update_ratio/critic", 0.5, "rate/critic", 1.0))
                                .completed())
                        .verdict());
    }

    @Test
    void collapsedBeforeItLearnedIfUnitsAreDead() {
        RunVerdict one = judge(agent().scores(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                .record(1000, 10_000, Map.of("dead_units/actor", 0.9))
                .completed());
        assertEquals(Verdict.COLLAPSED, one.verdict());
        assertTrue(one.evidence().contains("more than half of actor's hidden units are dead"), one.evidence());
    }

    /** 1 to 64 over the 6 updates between the median of the first three and the last. */
    @Test
    void divergedWithTheGrowthOfTheLossAndTheRatioBefore() {
        RunVerdict one = judge(agent().scores(0, 10)
                .record(10, 100, Map.of("update_ratio/critic", 0.03, "rate/critic", 0.03))
                .diverged("critic", 0.03, 1, 1, 1, 4, 16, 64));
        assertEquals(Verdict.DIVERGED, one.verdict());
        assertEquals(
                "critic: loss is NaN at update 6 with learning rate 0.03; critic's update ratio 0.03; critic's loss grew 64 times in the 5 updates before",
                one.evidence());
        assertEquals(0.001, one.blamed().orElseThrow().usualRate(), 1e-12);
    }

    @Test
    void aRunThatDivergedAtItsFirstUpdateIsJudgedToo() {
        RunVerdict one = judge(agent().diverged("critic", 10));
        assertEquals(Verdict.DIVERGED, one.verdict());
        assertEquals("critic: loss is NaN at update 0 with learning rate 10.0", one.evidence());
        assertEquals(Optional.empty(), one.blamed());
    }

    @Test
    void whatCannotBeJudgedSaysWhy() {
        assertEquals(
                "running or killed: no outcome was written",
                judge(agent().scores(1, 2, 3).running()).evidence());
        assertEquals(
                "failed: the server went away",
                judge(agent().ended(Outcome.Status.FAILED, "the server went away"))
                        .evidence());
        RunVerdict few = judge(agent().scores(1, 2).completed());
        assertEquals(Verdict.NOT_JUDGED, few.verdict());
        assertEquals("2 scores were measured, at least 5 tell a course; evaluate more often", few.evidence());
        RunVerdict none = VerdictRules.judge(agent().completed(), Optional.empty());
        assertEquals(Verdict.NOT_JUDGED, none.verdict());
        assertTrue(none.evidence().startsWith("no score was measured"), none.evidence());
    }

    @Test
    void scoresThatAreNotFiniteAreLeftOut() {
        assertEquals(
                Verdict.STEADY,
                verdict(0, Double.NaN, 100, 100, 100, Double.NEGATIVE_INFINITY, 100, 100, 100, 100, 100));
    }

    /** A pair whose loss swings as at first, and never solved; one whose swing dies out is only slow. */
    @Test
    void aPairThatSwingsOnOscillates() {
        MadeRun swinging = pair().each("oscillation/deviation", 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
        RunVerdict one = judge(swinging.completed());
        assertEquals(Verdict.OSCILLATING, one.verdict());
        assertEquals(
                "the discriminator's loss swings every 40 iterations, by 0.1 at first and 0.1 at the end",
                one.evidence());
        MadeRun dying = pair().each("oscillation/deviation", 0.1, 0.08, 0.04, 0.02, 0.01, 0.01);
        assertEquals(Verdict.TOO_SLOW, judge(dying.completed()).verdict());
    }

    /** A period as long as the time between two evaluations is a bend. */
    @Test
    void aBendIsNoSwing() {
        MadeRun bending = MadeRun.of("ring-gan", 0)
                .each("modes/high_quality", 30, 30, 30, 30, 30, 30)
                .each("oscillation/share", 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)
                .each("oscillation/deviation", 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)
                .each("oscillation/period", 100, 100, 100, 100, 100, 100);
        assertEquals(Verdict.TOO_SLOW, judge(bending.completed()).verdict());
    }

    private static MadeRun pair() {
        return MadeRun.of("ring-gan", 0)
                .each("modes/high_quality", 30, 30, 30, 30, 30, 30)
                .each("oscillation/share", 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)
                .each("oscillation/period", 40, 40, 40, 40, 40, 40);
    }
}
