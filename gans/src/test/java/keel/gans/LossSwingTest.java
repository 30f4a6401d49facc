package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import keel.gans.data.DataFolder;
import keel.gans.data.RingSpec;
import keel.training.checkpoint.StateWriter;
import org.junit.jupiter.api.Test;

/** What is told of a pair's course between evaluations. */
class LossSwingTest {
    /** A loss recorded every 5 iterations that swings once in 40, taken up from a checkpoint in between. */
    @Test
    void aSwingHasItsPeriodInIterations() {
        GanSpec spec = ImageEvaluationTest.spec(200, 100, 5);
        LossSwing first = new LossSwing(spec, 2);
        LossSwing second = new LossSwing(spec, 2);
        for (int k = 0; k < 40; k++) {
            LossSwing now = k < 13 ? first : second;
            if (k == 13) {
                StateWriter state = new StateWriter();
                first.save(1, state);
                second.restore(1, state.reader());
            }
            now.add(1, Map.of("loss/discriminator", 1.4 + 0.1 * Math.sin(2 * Math.PI * k / 8)));
        }
        Map<String, Double> values = new HashMap<>();
        second.describe(1, values);
        assertEquals(40, values.get("oscillation/period"), 1e-9);
        assertEquals(0.1 / Math.sqrt(2), values.get("oscillation/deviation"), 0.003);
        assertTrue(values.get("oscillation/share") > 0.95);
        Map<String, Double> again = new HashMap<>();
        second.describe(1, again);
        assertEquals(Map.of(), again);
        assertEquals(List.of(), LossSwing.metrics(ImageEvaluationTest.spec(20, 100, 5)));
    }

    private static boolean collapsed(ModeCollapse collapse, long iterations, double captured) {
        Map<String, Double> values = new HashMap<>(Map.of("modes/captured", captured));
        collapse.describe(0, iterations, values);
        return values.containsKey("collapse/iteration");
    }

    /** Of 8 modes, 6 must have been there, and 3 are too few; the time stays, also when they come back and after a restore. */
    @Test
    void aCollapseIsTheFirstLossOfHalfOfTheModes() {
        ModeCollapse collapse = new ModeCollapse(new RingSpec(8, 1, 0.01).open(DataFolder.NONE), 1);
        assertFalse(collapsed(collapse, 10, 2));
        assertFalse(collapsed(collapse, 20, 5));
        assertFalse(collapsed(collapse, 30, 1));
        assertFalse(collapsed(collapse, 40, 6));
        assertFalse(collapsed(collapse, 50, 4));
        assertTrue(collapsed(collapse, 60, 3));
        StateWriter state = new StateWriter();
        collapse.save(0, state);
        ModeCollapse restored = new ModeCollapse(new RingSpec(8, 1, 0.01).open(DataFolder.NONE), 1);
        restored.restore(0, state.reader());
        Map<String, Double> values = new HashMap<>(Map.of("modes/captured", 8.0));
        restored.describe(0, 70, values);
        assertEquals(60, values.get("collapse/iteration"));
    }
}
