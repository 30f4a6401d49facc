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

    @Test
    void anEnvironmentsOwnThresholdIsSolved() {
        ScoreScale scale = scale(
                MadeRun.of("cartpole-a2c", 0).scores(20, 500).completed(),
                MadeRun.of("cartpole-a2c", 1).scores(10, 5).completed());
        assertEquals(475, scale.solved());
        assertEquals(10, scale.untrained());
        assertEquals(465, scale.unit());
        assertEquals(0, scale.share(10));
        assertEquals(1, scale.share(475));
        assertTrue(scale.source().contains("CartPole-v1"));
    }

    /** Pendulum has none: the best run's last tenth, here its last score. */
    @Test
    void withoutAThresholdTheBestRunHereIsSolved() {
        ScoreScale scale = scale(
                MadeRun.of("pendulum-sac", 0).scores(-1200, -150, -140).completed(),
                MadeRun.of("pendulum-sac", 1).scores(-1300, -900, -800).completed());
        assertEquals(-140, scale.solved());
        assertEquals(-1300, scale.untrained());
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

    /** Where all began solved, the worst that was seen stands for untrained. */
    @Test
    void runsThatBeganSolvedAreMeasuredFromTheWorstScore() {
        ScoreScale scale =
                scale(MadeRun.of("cartpole-a2c", 0).scores(500, 100, 500).completed());
        assertEquals(100, scale.untrained());
    }

    @Test
    void withoutAnyDifferenceThereIsNoScale() {
        assertEquals(
                Optional.empty(),
                ScoreScale.of(List.of(MadeRun.of("cartpole-a2c", 0).completed())));
        assertEquals(
                Optional.empty(),
                ScoreScale.of(
                        List.of(MadeRun.of("pendulum-sac", 0).scores(-100, -100).completed())));
    }
}
