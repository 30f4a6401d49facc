package keel.agents.offpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CriticLossTest {
    /** Second member, 2 rows, 2 heads: errors 1, -2 and 3, 0; squares 14, over 2 rows 7. */
    @Test
    void lossAndGradientByHand() {
        float[] values = {9, 9, 9, 9, 1, -2, 5, 2};
        float[] targets = {7, 7, 0, 2};
        float[] gradient = new float[8];
        CriticLoss half = new CriticLoss(0.5);
        half.measure(1, 2, 2, values, targets, gradient);
        assertEquals(3.5, half.loss());
        assertEquals(1.5, half.meanValue());
        assertEquals(1.5, half.meanError());
        float[] expected = {0, 0, 0, 0, 0.5f, -1, 1.5f, 0};
        for (int i = 0; i < 8; i++) {
            assertEquals(expected[i], gradient[i]);
        }
        CriticLoss whole = new CriticLoss(1);
        whole.measure(1, 2, 2, values, targets, gradient);
        assertEquals(7, whole.loss());
        assertEquals(-2f, gradient[5]);
    }

    @Test
    void gradientIsThatOfCentralDifferences() {
        float[] values = {0.5f, -1.25f, 2, 0.75f, -0.5f, 1.5f};
        float[] targets = {0.25f, 1, -0.5f};
        float[] gradient = new float[6];
        CriticLoss loss = new CriticLoss(0.5);
        loss.measure(0, 3, 2, values, targets, gradient);
        float[] other = new float[6];
        for (int i = 0; i < 6; i++) {
            float[] up = values.clone();
            float[] down = values.clone();
            up[i] += 0.125f;
            down[i] -= 0.125f;
            loss.measure(0, 3, 2, up, targets, other);
            double above = loss.loss();
            loss.measure(0, 3, 2, down, targets, other);
            assertEquals((above - loss.loss()) / 0.25, gradient[i], 1e-6);
        }
    }
}
