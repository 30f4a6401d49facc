package keel.agents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** A fall shows in the last observation, beyond CartPole's bounds; the next episode starts within 0.05 of upright. */
    @Test
    void whatAnEndingStepLedToIsTheEpisodesLastObservationAndNotTheNextOnesFirst() {
        EnvironmentSpec spec = new EnvironmentSpec("CartPole-v1", Map.of(), 3);
        try (Lanes lanes = new Lanes(new NativeEnvironments(), spec, new double[] {1, 1}, new Cohort(2))) {
            lanes.reset(0, RandomStream.named(0, "environment"));
            lanes.reset(1, RandomStream.named(1, "environment"));
            float[] right = new float[6];
            Arrays.fill(right, 1);
            int[] ended = new int[1];
            double[] sum = new double[6];
            for (int t = 0; t < 30; t++) {
                float[] before = lanes.observations().clone();
                lanes.step(1, right, (member, lane, episodeReturn, length) -> {
                    ended[0]++;
                    assertEquals(1, member);
                    assertEquals(length, episodeReturn, "reward 1 a step");
                });
                assertArrayEquals(Arrays.copyOf(before, 12), Arrays.copyOf(lanes.observations(), 12), "other member");
                for (int i = 3; i < 6; i++) {
                    float[] next = Arrays.copyOfRange(lanes.nextObservations(), 4 * i, 4 * i + 4);
                    float[] seen = Arrays.copyOfRange(lanes.observations(), 4 * i, 4 * i + 4);
                    sum[i] += lanes.rewards()[i];
                    if (lanes.terminated()[i]) {
                        assertTrue(Math.abs(next[0]) > 2.4 || Math.abs(next[2]) > 0.209, Arrays.toString(next));
                        assertTrue(Math.abs(seen[0]) <= 0.05 && Math.abs(seen[2]) <= 0.05, Arrays.toString(seen));
                    } else {
                        assertArrayEquals(seen, next);
                    }
                }
            }
            assertTrue(ended[0] >= 6, ended[0] + " episodes");
            assertEquals(30, sum[4]);
        }
    }
}
