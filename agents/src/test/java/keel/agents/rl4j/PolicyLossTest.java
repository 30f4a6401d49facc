package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.rl4j.network.ac.ActorCriticLoss;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.factory.Nd4j;

class PolicyLossTest {
    private static final double LN2 = Math.log(2);
    private static final double LN3 = Math.log(3);

    /** π = (1/2, 1/2): loss 2 ln 2 - β ln 2; the entropy is at its largest, so the gradient is -(A - π ΣA) alone. */
    @Test
    void valueAndGradientWhereAllActionsAreEquallyLikely() {
        PolicyLoss loss = new PolicyLoss(2, () -> 0.3);
        float[] gradient = loss.gradient(new float[] {1, 1}, new float[] {2, 0});
        assertArrayEquals(new float[] {-1, 1}, gradient, 1e-6f);
        assertEquals(2 * LN2 - 0.3 * LN2, loss.losses()[0], 1e-12);
        assertEquals(LN2, loss.entropy(), 1e-12);
    }

    /**
     * π = (3/4, 1/4), no advantage: the gradient is β π_k (ln π_k + H) with H = 2 ln 2 - 3/4 ln 3, so β 3/16 ln 3 for action 0
     * and the opposite for action 1. RL4J's loss gives the same for β = 0.01, less what its 1e-5 under the logarithm changes,
     * and has no other β.
     */
    @Test
    void theWeightOfTheEntropyIsFreeHereAndFixedInRl4j() {
        float[] logits = {(float) LN3, 0};
        float[] none = {0, 0};
        for (double weight : new double[] {0, 0.01, 0.1}) {
            float expected = (float) (weight * 3 / 16 * LN3);
            assertArrayEquals(
                    new float[] {expected, -expected}, new PolicyLoss(2, () -> weight).gradient(logits, none), 1e-7f);
        }
        float[] rl4j = new ActorCriticLoss()
                .computeGradient(
                        Nd4j.createFromArray(none).reshape(1, 2),
                        Nd4j.createFromArray(logits).reshape(1, 2),
                        new ActivationSoftmax(),
                        null)
                .toFloatVector();
        assertEquals(0.01 * 3 / 16 * LN3, rl4j[0], 1e-6);
        assertEquals(0.01, ActorCriticLoss.BETA);
    }

    @Test
    void gradientsAgainstCentralDifferences() {
        PolicyLoss loss = new PolicyLoss(3, () -> 0.05);
        float[] logits = {0.3f, -1.2f, 0.8f, 2, 0, -0.5f};
        float[] advantages = {0, -1.5f, 0, 0.7f, 0, 0};
        float[] gradient = loss.gradient(logits, advantages).clone();
        for (int i = 0; i < logits.length; i++) {
            float h = 1e-2f;
            float[] shifted = logits.clone();
            shifted[i] = logits[i] + h;
            loss.gradient(shifted, advantages);
            double up = loss.losses()[0];
            shifted[i] = logits[i] - h;
            loss.gradient(shifted, advantages);
            assertEquals((up - loss.losses()[0]) / (2 * h), gradient[i], 1e-5, "logit " + i);
        }
    }

    /** Errors -1 and 3 from returns 2 and 0: loss (1 + 9) / 4; Var(error) = 4, Var(return) = 1, so 1 - 4 / 1. */
    @Test
    void valueLossByHand() {
        ValueLoss loss = new ValueLoss();
        assertArrayEquals(new float[] {-0.5f, 1.5f}, loss.gradient(new float[] {1, 3}, new float[] {2, 0}));
        assertEquals(2.5, loss.losses()[0]);
        assertEquals(-3, loss.explainedVariance(), 1e-12);
    }
}
