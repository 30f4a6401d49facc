package keel.agents.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class PrioritizedReplayTest {
    private static final double EPSILON = 0.5;

    private static ReplayBuffer buffer(double alpha, double beta, int transitions) {
        ReplayBuffer buffer =
                new ReplayBuffer(8, 1, 1, new ReplaySampling.Prioritized(alpha, new Constant(beta), EPSILON));
        for (int k = 0; k < transitions; k++) {
            add(buffer, k);
        }
        return buffer;
    }

    private static void add(ReplayBuffer buffer, int k) {
        buffer.add(new float[] {k}, 0, new float[] {0}, 0, k, new float[] {k + 1}, 0, false);
    }

    private static Map<String, Double> described(ReplayBuffer buffer) {
        Map<String, Double> values = new LinkedHashMap<>();
        buffer.describe(values);
        return values;
    }

    /** Draws one by one, so that parts of the sum do not matter, and tells the buffer that transition k is wrong by errors[k]. */
    private static void judgeAll(ReplayBuffer buffer, float... errors) {
        TransitionBatch one = new TransitionBatch(1, 1, 1, 1);
        RandomStream random = RandomStream.named(3, "judge");
        boolean[] judged = new boolean[errors.length];
        for (int left = errors.length; left > 0; ) {
            buffer.sample(random, 0, one);
            int k = (int) one.observations[0];
            if (!judged[k]) {
                judged[k] = true;
                left--;
            }
            one.errors[0] = errors[k];
            buffer.judge(0, one);
        }
    }

    @Test
    void whatWasNeverJudgedIsDrawnOncePerPartOfTheBatch() {
        ReplayBuffer buffer = buffer(0.6, 0.4, 4);
        TransitionBatch batch = new TransitionBatch(2, 4, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 1, batch);
        assertArrayEquals(new float[] {0, 0, 0, 0, 0, 1, 2, 3}, batch.observations);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, batch.weights);
    }

    /**
     * Errors 0.5, 3.5, 1.75 with epsilon 0.5 are priorities 1, 4, 2.25; to the power 1/2 these are 1, 2, 1.5, so the chances are
     * 2/9, 4/9, 3/9. With beta 1 the weights 1/(N P) are 3/2, 3/4, 1; divided by the largest 1, 1/2, 2/3.
     */
    @Test
    void chancesAndWeightsAreThoseOfThePaper() {
        ReplayBuffer buffer = buffer(0.5, 1, 3);
        judgeAll(buffer, 0.5f, -3.5f, 1.75f);
        assertEquals(4.5 / 3, described(buffer).get("replay/priority_mean"), 0.3);
        TransitionBatch batch = new TransitionBatch(1, 9000, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 0, batch);
        int[] counts = new int[3];
        float[] weights = {1, 0.5f, 2 / 3f};
        for (int i = 0; i < 9000; i++) {
            counts[(int) batch.observations[i]]++;
            assertEquals(weights[(int) batch.observations[i]], batch.weights[i], 1e-6f);
        }
        // Each 9000th of the sum gives one draw: at most two parts straddle a border.
        assertEquals(2000, counts[0], 1);
        assertEquals(4000, counts[1], 2);
        assertEquals(3000, counts[2], 1);
        assertEquals(4.5 / 3, described(buffer).get("replay/priority_mean"), 1e-12);
        assertEquals(4.0, described(buffer).get("replay/priority_max"));
    }

    @Test
    void aNewTransitionTakesTheLargestPrioritySoFarEvenWhereThatIsGone() {
        ReplayBuffer buffer = buffer(1, 0, 2);
        judgeAll(buffer, 2.5f, 0f);
        judgeAll(buffer, 0.5f, 0f);
        add(buffer, 2);
        TransitionBatch batch = new TransitionBatch(1, 9000, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 0, batch);
        int fresh = 0;
        for (int i = 0; i < 9000; i++) {
            fresh += batch.observations[i] == 2 ? 1 : 0;
        }
        // Priorities 1, 0.5 and 3.
        assertEquals(6000, fresh, 1);
    }

    @Test
    void betaFollowsItsScheduleOverEnvironmentSteps() {
        ReplayBuffer buffer =
                new ReplayBuffer(8, 1, 1, new ReplaySampling.Prioritized(0.6, new Linear(0.4, 1, 100), EPSILON));
        add(buffer, 0);
        TransitionBatch batch = new TransitionBatch(1, 1, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 50, 0, batch);
        assertEquals(0.7, described(buffer).get("coefficient/priority_beta"), 1e-12);
    }

    @Test
    void alphaZeroIsUniform() {
        ReplayBuffer buffer = buffer(0, 1, 2);
        judgeAll(buffer, 100f, 0f);
        TransitionBatch batch = new TransitionBatch(1, 100, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 0, batch);
        for (int i = 0; i < 100; i++) {
            assertEquals(i < 50 ? 0f : 1f, batch.observations[i]);
            assertEquals(1f, batch.weights[i]);
        }
    }

    @Test
    void aRestoredBufferDrawsAndCountsTheSame() {
        ReplayBuffer buffer = buffer(0.6, 0.5, 11);
        TransitionBatch batch = new TransitionBatch(1, 5, 1, 1);
        RandomStream random = RandomStream.named(0, "replay");
        for (int k = 0; k < 20; k++) {
            buffer.sample(random, 0, batch);
            for (int i = 0; i < 5; i++) {
                batch.errors[i] = (float) random.nextGaussian();
            }
            buffer.judge(0, batch);
        }
        StateWriter state = new StateWriter();
        buffer.save(state);
        ReplayBuffer again = buffer(0.6, 0.5, 0);
        again.restore(state.reader());
        assertEquals(described(buffer), described(again));
        add(buffer, 11);
        add(again, 11);
        RandomStream sameRandom = RandomStream.of(random.state());
        TransitionBatch other = new TransitionBatch(1, 5, 1, 1);
        for (int k = 0; k < 20; k++) {
            buffer.sample(random, 0, batch);
            again.sample(sameRandom, 0, other);
            assertArrayEquals(batch.observations, other.observations);
            assertArrayEquals(batch.weights, other.weights);
            Arrays.fill(batch.errors, k);
            Arrays.fill(other.errors, k);
            buffer.judge(0, batch);
            again.judge(0, other);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        for (double[] bad : new double[][] {{1.1, 0.4, 1e-6}, {-0.1, 0.4, 1e-6}, {0.6, 1.1, 1e-6}, {0.6, 0.4, 0}}) {
            String message = assertThrows(
                            InvalidConfigException.class,
                            () -> new ReplaySampling.Prioritized(bad[0], new Constant(bad[1]), bad[2]))
                    .getMessage();
            assertTrue(message.contains("Schaul") || message.contains("usual"), message);
        }
    }
}
