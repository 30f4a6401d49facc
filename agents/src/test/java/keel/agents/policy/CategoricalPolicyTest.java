package keel.agents.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
        policy.evaluate(logits, 1, new float[] {8, 1}, 1);
        assertEquals(1.0 / 2, policy.probability(0), 1e-6);
        assertEquals(1.0 / 3, policy.probability(1), 1e-6);
        assertEquals(1.0 / 6, policy.probability(2), 1e-6);
        assertEquals(-Math.log(3), policy.logProbability(), 1e-6);
        double entropy = Math.log(2) / 2 + Math.log(3) / 3 + Math.log(6) / 6;
        assertEquals(entropy, policy.entropy(), 1e-6);
    }

    @Test
    void extremeLogitsStayFinite() {
        policy.evaluate(new float[] {1e30f, -1e30f, 0}, 0, new float[1], 0);
        assertEquals(1, policy.probability(0));
        assertEquals(0, policy.entropy());
    }

    /** Two choices, of 1/4 and 3/4, and of 1/2, 1/3 and 1/6: probabilities multiply, entropies add. */
    @Test
    void severalChoicesAreIndependent() {
        CategoricalPolicy both = new CategoricalPolicy(2, 3);
        float[] logits = {0, (float) Math.log(3), (float) Math.log(3), (float) Math.log(2), 0};
        float[] actions = {1, 2};
        both.evaluate(logits, 0, actions, 0);
        assertEquals(Math.log(3.0 / 4 / 6), both.logProbability(), 1e-6);
        double first = Math.log(4) / 4 + 3 * Math.log(4.0 / 3) / 4;
        double second = Math.log(2) / 2 + Math.log(3) / 3 + Math.log(6) / 6;
        assertEquals(first + second, both.entropy(), 1e-6);
        both.mode(logits, 0, actions, 0);
        assertArrayEquals(new float[] {1, 0}, actions);
        GradientCheck.byOutputs(both, logits, new float[] {1, 2});
        int[] counts = new int[5];
        RandomStream random = RandomStream.named(2, "test");
        for (int i = 0; i < 20_000; i++) {
            both.sample(logits, 0, random, actions, 0);
            counts[(int) actions[0]]++;
            counts[2 + (int) actions[1]]++;
        }
        // Four standard deviations of a binomial share at most: 4 * sqrt(0.25 / 20000) = 0.0142.
        assertEquals(0.75, counts[1] / 20_000.0, 0.0142);
        assertEquals(1.0 / 6, counts[4] / 20_000.0, 0.0142);
    }

    @Test
    void theGradientMatchesCentralDifferences() {
        GradientCheck.byOutputs(policy, new float[] {0.3f, -1.1f, 0.8f}, new float[] {2});
    }

    @Test
    void samplesComeAsOftenAsTheirProbability() {
        float[] logits = {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)};
        RandomStream random = RandomStream.named(1, "test");
        int[] counts = new int[3];
        int draws = 100_000;
        float[] action = new float[1];
        for (int i = 0; i < draws; i++) {
            policy.sample(logits, 0, random, action, 0);
            counts[(int) action[0]]++;
        }
        // Four standard deviations of a binomial share at most: 4 * sqrt(0.25 / draws) = 0.0063.
        assertEquals(0.2, counts[0] / (double) draws, 0.0063);
        assertEquals(0.5, counts[1] / (double) draws, 0.0063);
        assertEquals(0.3, counts[2] / (double) draws, 0.0063);
        policy.mode(logits, 0, action, 0);
        assertEquals(1, action[0]);
    }
}
