package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import keel.agents.replay.TransitionBatch;
import org.junit.jupiter.api.Test;

class QBatchTest {
    /** One member, two transitions of 3 and 1 steps, two actions; what the arrays of batches hold is set by hand. */
    private final TransitionBatch batch = new TransitionBatch(1, 2, 1, 1);

    private QBatch judged(QLoss loss, float[] online, float[] next, float... bestNext) {
        QBatch losses = new QBatch(batch, loss, new ActionValues(2, loss.atoms()), 2, 1);
        losses.judge(0, new BootstrapTargets(0.5, 3), online, next, bestNext);
        return losses;
    }

    private void transitions(boolean terminated) {
        batch.rewards[0] = 1;
        batch.steps[0] = 3;
        batch.actions[0] = 1;
        batch.rewards[1] = 2;
        batch.steps[1] = 1;
        batch.actions[1] = 0;
        batch.terminated[1] = terminated;
    }

    /**
     * Targets 1 + 0.125 · 8 = 2 and 2 + 0.5 · 3 = 3.5. Values 2.5 and 1.5: errors -0.5 and 2. Huber 0.125 and 1.5, weighted by 1
     * and 0.5: (0.125 + 0.75) / 2.
     */
    @Test
    void targetsDiscountByTheStepsTaken() {
        transitions(false);
        batch.weights[1] = 0.5f;
        QBatch losses = judged(new QLoss.Huber(), new float[] {9, 2.5f, 1.5f, 9}, new float[] {8, 7, 1, 3}, 0, 1);
        assertEquals(0.4375, losses.loss[0], 1e-12);
        assertArrayEquals(new float[] {0, 0.25f, -0.25f, 0}, losses.gradient);
        assertArrayEquals(new float[] {-0.5f, 2}, batch.errors);
    }

    @Test
    void nothingFollowsAnEndEvenWhereTheTargetNetworkIsNotFinite() {
        transitions(true);
        QBatch losses = judged(
                new QLoss.Squared(),
                new float[] {0, 2, 1, 0},
                new float[] {8, 0, Float.NaN, Float.POSITIVE_INFINITY},
                0,
                1);
        assertArrayEquals(new float[] {0, 1}, batch.errors);
        assertEquals(0.25, losses.loss[0], 1e-12);
    }

    /** Each of the two numbers of the best next action gives a target: 1 + (4, 12) / 8 = (1.5, 2.5), mean 2. */
    @Test
    void distributionsAreComparedByTheirMeansInErrors() {
        transitions(true);
        float[] online = {0, 0, 1, 2, 2, 2, 0, 0};
        float[] next = {4, 12, 0, 0, 0, 0, 0, 0};
        QBatch losses = judged(new QLoss.QuantileHuber(2), online, next, 0, 0);
        assertArrayEquals(new float[] {0.5f, 0}, batch.errors);
        // Pairs of row 0, value 1 at 1/4: errors 0.5 and 1.5, value 2 at 3/4: -0.5 and 0.5.
        double row = (0.25 * 0.125 + 0.25 * 1 + 0.25 * 0.125 + 0.75 * 0.125) / 2;
        assertEquals(row / 2, losses.loss[0], 1e-7);
    }

    @Test
    void diagnosticsAreWhatTheirNamesSay() {
        transitions(true);
        float[] online = {0, 3, 4, 2};
        QBatch losses = judged(new QLoss.Huber(), online, new float[4], 0, 0);
        losses.measure(0, online);
        Map<String, Double> values = new LinkedHashMap<>();
        losses.describe(0, values);
        assertEquals(Map.of("q/mean", 3.5, "q/max", 4.0, "action_gap", 2.5, "td_error/mean", 2.0), values);
    }
}
