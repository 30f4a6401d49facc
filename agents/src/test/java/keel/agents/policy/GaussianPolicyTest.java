package keel.agents.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class GaussianPolicyTest {
    private final GaussianPolicy policy = new GaussianPolicy(2);

    /** Deviations 1 and 2, one deviation above and two below the means: log densities -1/2 and -4/2 - log 2, less log √(2π) each. */
    @Test
    void densityAndEntropyOfKnownNumbers() {
        policy.begin(new float[] {9, 0, (float) Math.log(2)}, 1);
        policy.evaluate(new float[] {9, 9, 0.5f, -1}, 2, new float[] {9, 1.5f, -5}, 1);
        assertEquals(-0.5 - 2 - Math.log(2) - Math.log(2 * Math.PI), policy.logProbability(), 1e-6);
        assertEquals(1 + Math.log(2 * Math.PI) + Math.log(2), policy.entropy(), 1e-6);
        assertEquals(1.5, policy.deviation(), 1e-6);
    }

    @Test
    void theGradientsMatchCentralDifferences() {
        float[] means = {0.3f, -0.4f};
        float[] action = {0.9f, -1.1f};
        float[] free = {-0.2f, 0.3f};
        policy.begin(free, 0);
        GradientCheck.byOutputs(policy, means, action);
        GradientCheck.byFreeParameters(policy, means, action, free);
    }

    @Test
    void gradientsByTheDeviationsAddUpOverRows() {
        float[] free = {0, 0};
        float[] once = new float[2];
        float[] twice = new float[2];
        policy.begin(free, 0);
        for (float[] to : new float[][] {once, twice}) {
            policy.evaluate(new float[2], 0, new float[] {2, 0}, 0);
            policy.gradient(1, 0, 1, new float[2], 0);
            policy.freeGradient(to, 0);
        }
        // Minus (distance² - 1).
        assertArrayEquals(new float[] {-3, 1}, once);
        assertArrayEquals(new float[] {-6, 2}, twice);
    }

    @Test
    void samplesHaveTheMomentsTheyShouldHave() {
        policy.begin(new float[] {(float) Math.log(0.5), 0}, 0);
        RandomStream random = RandomStream.named(3, "test");
        float[] action = new float[2];
        double sum = 0;
        double squares = 0;
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            policy.sample(new float[] {2, 0}, 0, random, action, 0);
            sum += action[0];
            squares += (action[0] - 2) * (action[0] - 2);
        }
        // Four standard errors: of the mean 4 * 0.5 / √draws, of the variance 4 * 0.25 * √(2 / draws).
        assertEquals(2, sum / draws, 0.0064);
        assertEquals(0.25, squares / draws, 0.0045);
        policy.mode(new float[] {2, -7}, 0, action, 0);
        assertArrayEquals(new float[] {2, -7}, action);
    }
}
