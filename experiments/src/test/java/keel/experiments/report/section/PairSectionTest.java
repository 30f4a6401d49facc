package keel.experiments.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import keel.experiments.report.Comparison;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Section;
import keel.experiments.run.MadeRun;
import keel.experiments.run.RunRecord;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import org.junit.jupiter.api.Test;

class PairSectionTest {
    private static final int LOST = 1;
    private static final int ITERATION = 2;
    private static final int SWING = 3;
    private static final int PERIOD = 4;
    private static final int ROTATION = 5;

    private static List<Cell> cells(RunRecord... runs) {
        Section section = PairSection.of(Comparison.of(List.of(runs)));
        return section.tables().get(0).rows().get(0).cells();
    }

    private static double rotation(String... assignments) {
        Cell cell = cells(MadeRun.of("dirac-gan", 0, assignments).completed()).get(ROTATION);
        assertEquals("Dirac-GAN", cell.detail());
        return Double.parseDouble(cell.text());
    }

    /**
     * An undamped Dirac-GAN (f 1/2) whose players alternate turns by the angle whose cosine is {@code 1 - f² a b / 2}: half the
     * trace of its step, whose determinant is 1. At small rates that is once in {@code 2 π / (f √(a b))} iterations.
     */
    @Test
    void anUndampedDiracGanTurnsAsItsRatesSay() {
        double period = rotation("gan.r1-gamma=0", "rates.generator=0.2", "rates.discriminator=0.05");
        assertEquals(2 * Math.PI / Math.acos(1 - 0.25 * 0.01 / 2), period, 0.05);
        assertEquals(2 * Math.PI / (0.5 * Math.sqrt(0.01)), period, 0.01 * period);
    }

    @Test
    void aDampedDiracGanTurnsAsTheEigenvaluesOfItsStepDo() {
        Spectrum step = Spectrum.of(new UpdateRule.Alternating(1, 1).step(new LinearGame(0.5, 0.3), 0.4, 0.1));
        double period = rotation("rates.generator=0.4", "rates.discriminator=0.1");
        assertEquals(step.period(), period, 0.05);
        assertTrue(period > 2 * Math.PI / (0.5 * 0.2), "damping slows the rotation");
    }

    /** Beyond {@code γ √(b) = 2 f √(a)} the discriminator is pulled back before it turns. */
    @Test
    void anOverdampedDiracGanDoesNotTurn() {
        Cell cell = cells(MadeRun.of("dirac-gan", 0, "gan.r1-gamma=3", "rates.generator=0.1", "rates.discriminator=0.1")
                        .completed())
                .get(ROTATION);
        assertEquals(new Cell("-", "no rotation at these rates, Dirac-GAN"), cell);
    }

    private static MadeRun ring(long seed) {
        return MadeRun.of("ring-gan", seed, "rates.generator=1e-3", "rates.discriminator=1e-3");
    }

    @Test
    void aMeasuredGameIsTheMedianOfWhatRunsMeasuredLast() {
        MadeRun[] runs = {ring(0), ring(1), ring(2)};
        double[] slopes = {3, 20, 100};
        for (int i = 0; i < runs.length; i++) {
            runs[i].record(10, 0, Map.of("local/f", 1.0, "local/gamma", 0.0));
            runs[i].record(20, 0, Map.of("local/f", slopes[i], "local/gamma", 0.0));
        }
        Cell cell = cells(runs[0].completed(), runs[1].completed(), runs[2].completed())
                .get(ROTATION);
        assertEquals(new Cell("314.2", "measured game"), cell, "2 π / (20 · 1e-3) = 314.16");
    }

    @Test
    void whereNothingIsPredictedTheReasonIsTold() {
        assertEquals(
                "the rates are not constant",
                cells(MadeRun.of("ring-gan", 0).completed()).get(ROTATION).detail());
        assertEquals(
                "the game was not measured (evaluation.local-dimensions)",
                cells(ring(0).completed()).get(ROTATION).detail());
        RunRecord uneven = MadeRun.of(
                        "ring-gan",
                        0,
                        "rates.generator=1e-3",
                        "rates.discriminator=1e-3",
                        "gan.updates={order: discriminator-first, discriminator: 2}")
                .completed();
        assertEquals(
                "a player has several updates an iteration",
                cells(uneven).get(ROTATION).detail());
    }

    /** A run that did not complete might yet have collapsed, so it counts in neither number. */
    @Test
    void lostModesAreOfCompletedRuns() {
        List<Cell> cells = cells(
                ring(0).record(3_000, 0, Map.of("collapse/iteration", 3_000.0)).completed(),
                ring(1).record(5_000, 0, Map.of("collapse/iteration", 5_000.0)).completed(),
                ring(2).completed(),
                ring(3).record(1_000, 0, Map.of("collapse/iteration", 1_000.0)).running());
        assertEquals("2 of 3", cells.get(LOST).text());
        assertEquals(new Cell("4,000", "n=2"), cells.get(ITERATION));
        assertEquals(
                "no modes",
                cells(MadeRun.of("dirac-gan", 0).completed()).get(LOST).detail());
    }

    /** The ring's loss is looked at over 1,000 iterations from one evaluation to the next. */
    @Test
    void aSwingWithoutAPeriodOfItsOwnHasAnAmplitudeOnly() {
        List<Cell> cells = cells(
                swinging(0, 0.9, 40).completed(),
                swinging(1, 0.9, 60).completed(),
                swinging(2, 0.4, 500).completed(),
                swinging(3, 0.9, 1_000).completed());
        assertEquals("0.2000", cells.get(SWING).text());
        assertTrue(cells.get(SWING).detail().endsWith("n=4"), cells.get(SWING).detail());
        assertEquals("50.00", cells.get(PERIOD).text());
        assertTrue(cells.get(PERIOD).detail().endsWith("n=2"), cells.get(PERIOD).detail());
    }

    private static MadeRun swinging(long seed, double share, double period) {
        return ring(seed)
                .each("oscillation/deviation", 0.7, 0.2)
                .each("oscillation/share", 0.9, share)
                .each("oscillation/period", 70, period);
    }

    @Test
    void agentsHaveNoPairs() {
        assertTrue(PairSection.of(Comparison.of(
                        List.of(MadeRun.of("cartpole-a2c", 0).scores(1, 2, 3).completed())))
                .isEmpty());
    }
}
