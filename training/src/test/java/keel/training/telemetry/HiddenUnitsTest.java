package keel.training.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class HiddenUnitsTest {
    @Test
    void unitsThatSayTheSameOfEveryRowAreDead() {
        // Columns: a dead ReLU, a live unit, a saturated tanh, one that differs in the last row; then padding.
        float[] activations = {
            0, 1, -1, 0.5f, 7,
            0, 2, -1, 0.5f, 8,
            0, 1, -1, 0.25f, 9,
        };
        assertEquals(2, HiddenUnits.dead(activations, 3, 4, 5));
    }

    /** Orthogonal columns of lengths 2, 2 and 1: shares 0.4, 0.4, 0.2, whose entropy a hand computes. */
    @Test
    void effectiveRankIsTheExponentialOfTheEntropyOfSingularValues() {
        float[] activations = {
            2, 0, 0, 1,
            0, 2, 0, 1,
            0, 0, 1, 1,
            0, 0, 0, 1,
        };
        double expected = Math.exp(-(0.8 * Math.log(0.4) + 0.2 * Math.log(0.2)));
        assertEquals(expected, HiddenUnits.effectiveRank(activations, 4, 3, 4), 1e-12);
        // The same matrix lying down.
        float[] lying = {
            2, 0, 0, 0,
            0, 2, 0, 0,
            0, 0, 1, 0,
        };
        assertEquals(expected, HiddenUnits.effectiveRank(lying, 3, 4, 4), 1e-12);
    }

    @Test
    void equalDirectionsHaveRankOneAndIndependentOnesNearlyAll() {
        float[] one = new float[20 * 5];
        float[] all = new float[20 * 5];
        RandomStream random = RandomStream.named(0, "activations");
        for (int i = 0; i < one.length; i++) {
            one[i] = (i / 5 + 1) * (i % 5 + 1);
            all[i] = (float) random.nextGaussian();
        }
        assertEquals(1, HiddenUnits.effectiveRank(one, 20, 5, 5), 1e-5);
        double rank = HiddenUnits.effectiveRank(all, 20, 5, 5);
        assertTrue(rank > 4.5 && rank <= 5, "" + rank);
        assertEquals(0, HiddenUnits.effectiveRank(new float[100], 20, 5, 5));
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> HiddenUnits.dead(new float[10], 1, 10, 10));
        assertThrows(IllegalArgumentException.class, () -> HiddenUnits.effectiveRank(new float[10], 2, 6, 6));
        assertThrows(IllegalArgumentException.class, () -> HiddenUnits.dead(new float[10], 2, 6, 5));
    }
}
