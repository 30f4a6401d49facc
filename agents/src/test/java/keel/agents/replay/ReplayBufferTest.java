package keel.agents.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.TreeSet;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
    /** Transition k: observation (k, -k), next (k + 0.5, -k), action k % 3, reward 10 k, terminated for even k. */
    private static ReplayBuffer filled(int capacity, int transitions) {
        ReplayBuffer buffer = new ReplayBuffer(capacity, 2, 1);
        for (int k = 0; k < transitions; k++) {
            float[] observation = {99, k, -k};
            float[] next = {k + 0.5f, -k, 99};
            buffer.add(observation, 1, new float[] {k % 3}, 0, 10.0 * k, next, 0, k % 2 == 0);
        }
        return buffer;
    }

    @Test
    void samplesOnlyTheLatestAndKeepsTransitionsWhole() {
        ReplayBuffer buffer = filled(5, 12);
        assertEquals(5, buffer.size());
        TransitionBatch batch = new TransitionBatch(2, 200, 2, 1);
        buffer.sample(RandomStream.named(0, "replay"), 1, batch);
        TreeSet<Integer> seen = new TreeSet<>();
        for (int i = 200; i < 400; i++) {
            int k = (int) batch.observations[2 * i];
            seen.add(k);
            assertEquals(-k, batch.observations[2 * i + 1]);
            assertEquals(k + 0.5f, batch.nextObservations[2 * i]);
            assertEquals(k % 3, batch.actions[i]);
            assertEquals(10f * k, batch.rewards[i]);
            assertEquals(k % 2 == 0, batch.terminated[i]);
        }
        assertEquals(new TreeSet<>(List.of(7, 8, 9, 10, 11)), seen);
        assertEquals(0f, batch.rewards[199], "rows of another member were written");
    }

    @Test
    void aBufferNotYetFullSamplesOnlyWhatItHolds() {
        TransitionBatch batch = new TransitionBatch(1, 100, 2, 1);
        filled(50, 3).sample(RandomStream.named(0, "replay"), 0, batch);
        for (int i = 0; i < 100; i++) {
            assertNotEquals(0f, batch.observations[2 * i] + batch.nextObservations[2 * i] + 1);
            assertEquals(true, batch.observations[2 * i] <= 2);
        }
    }
}
