package keel.agents.a2c;

import static org.junit.jupiter.api.Assertions.assertEquals;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class CategoricalPolicyTest {
    private final CategoricalPolicy policy = new CategoricalPolicy(3);

    @Test
    void probabilitiesAndEntropyOfKnownLogits() {
        // log of (1/2, 1/3, 1/6), shifted by a constant that must not matter.
        float[] logits = {
            9, (float) (Math.log(1.0 / 2) + 7), (float) (Math.log(1.0 / 3) + 7), (float) (Math.log(1.0 / 6) + 7)
        };
        policy.evaluate(logits, 1);
        assertEquals(1.0 / 2, policy.probability(0), 1e-6);
        assertEquals(1.0 / 3, policy.probability(1), 1e-6);
        assertEquals(1.0 / 6, policy.probability(2), 1e-6);
        double entropy = Math.log(2) / 2 + Math.log(3) / 3 + Math.log(6) / 6;
        assertEquals(entropy, policy.entropy(), 1e-6);
    }

    @Test
    void extremeLogitsStayFinite() {
        policy.evaluate(new float[] {1e30f, -1e30f, 0}, 0);
        assertEquals(1, policy.probability(0));
        assertEquals(0, policy.entropy());
    }

    @Test
    void theLossGradientMatchesCentralDifferences() {
        float[] logits = {0.3f, -1.1f, 0.8f};
        float[] gradient = new float[3];
        policy.loss(logits, 0, 2, 1.7, 0.3, gradient, 0, 4);
        for (int a = 0; a < 3; a++) {
            double step = 1e-2;
            float original = logits[a];
            logits[a] = (float) (original + step);
            double above = policy.loss(logits, 0, 2, 1.7, 0.3, new float[3], 0, 4);
            logits[a] = (float) (original - step);
            double below = policy.loss(logits, 0, 2, 1.7, 0.3, new float[3], 0, 4);
            logits[a] = original;
            assertEquals((above - below) / (2 * step) / 4, gradient[a], 2e-5, "logit " + a);
        }
    }

    @Test
    void samplesComeAsOftenAsTheirProbability() {
        float[] logits = {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)};
        RandomStream random = RandomStream.named(1, "test");
        int[] counts = new int[3];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[policy.sample(logits, 0, random)]++;
        }
        // Four standard deviations of a binomial share at most: 4 * sqrt(0.25 / draws) = 0.0063.
        assertEquals(0.2, counts[0] / (double) draws, 0.0063);
        assertEquals(0.5, counts[1] / (double) draws, 0.0063);
        assertEquals(0.3, counts[2] / (double) draws, 0.0063);
        assertEquals(1, policy.mode(logits, 0));
    }
}
