package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.experiments.run.MadeRun;
import keel.experiments.run.RunRecord;
import org.junit.jupiter.api.Test;

class ScoreScaleTest {
    private static ScoreScale scale(RunRecord... runs) {
        return ScoreScale.of(List.of(runs)).orElseThrow();
    }

    /** A pole falls after 22 random pushes or so, whatever the runs had at their first evaluation. */
    @Test
    void fromRandomActionsToTheEnvironmentsOwnThreshold() {
        ScoreScale scale = scale(MadeRun.of("cartpole-a2c", 0).scores(395, 500).completed());
        assertEquals(475, scale.solved());
        assertEquals(22, scale.untrained(), 6);
        assertEquals(0, scale.share(scale.untrained()));
        assertEquals(1, scale.share(475));
        assertTrue(scale.source().contains("CartPole-v1"));
    }

    /** Pendulum has no threshold: the best five in a row, also if every run lost it again. */
    @Test
    void withoutAThresholdTheBestFiveInARowHereAreSolved() {
        ScoreScale scale = scale(
                MadeRun.of("pendulum-sac", 0)
                        .scores(-1200, -160, -150, -140, -150, -150, -1200, -1200)
                        .completed(),
                MadeRun.of("pendulum-sac", 1).scores(-1300, -900, -100).completed());
        assertEquals(-150, scale.solved(), 1e-9);
        assertEquals(-1200, scale.untrained(), 150);
    }

    /** What a lucky random episode gets is no solution. */
    @Test
    void runsThatLearnedNothingHaveNoScale() {
        assertEquals(
                Optional.empty(),
                ScoreScale.of(List.of(MadeRun.of("pendulum-sac", 0)
                        .scores(-1290, -1200, -1100, -1250, -1300)
                        .completed())));
    }

    @Test
    void aServersEnvironmentIsMeasuredByWhatWasSeen() {
        ScoreScale scale = scale(MadeRun.of("pendulum-sac", 0, "environment.id=Elsewhere-v0")
                .scores(3, 7, 7, 7, 7, 7)
                .completed());
        assertEquals(3, scale.untrained());
        assertEquals(7, scale.solved());
    }

    @Test
    void aMixtureIsSolvedWithNineSamplesInTen() {
        assertEquals(
                0.9,
                scale(MadeRun.of("ring-gan", 0)
                                .each("modes/high_quality", 0, 0.5)
                                .completed())
                        .solved());
    }

    /** From a distance of 5, half of it. */
    @Test
    void aDiracGanIsSolvedHalfWay() {
        ScoreScale scale = scale(MadeRun.of("dirac-gan", 0)
                .record(0, 0, Map.of("dirac/theta", 3.0, "dirac/psi", 4.0))
                .record(1, 0, Map.of("dirac/theta", 1.0, "dirac/psi", 0.0))
                .completed());
        assertEquals(-5, scale.untrained());
        assertEquals(-2.5, scale.solved());
    }

    @Test
    void withoutAScoreThereIsNoScale() {
        assertEquals(
                Optional.empty(),
                ScoreScale.of(List.of(MadeRun.of("cartpole-a2c", 0).completed())));
    }
}
