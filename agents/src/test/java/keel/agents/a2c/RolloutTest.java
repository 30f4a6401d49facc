package keel.agents.a2c;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import keel.agents.EnvironmentSpec;
import keel.agents.Lanes;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import org.junit.jupiter.api.Test;

class RolloutTest {
    /**
     * One lane, three steps, reward 1 each, γ = 0.5, λ = 0.5, V = (1, 2, 3), V' = (4, 6, 8). By hand: δ = (1 + 2 - 1, 1 + 3 - 2,
     * 1 + 4 - 3) = (2, 2, 2) and A₃ = 2, A₂ = 2 + 0.25 · 2 = 2.5, A₁ = 2 + 0.25 · 2.5 = 2.625.
     */
    @Test
    void advantagesOfAnEpisodeThatGoesOn() {
        check(new boolean[3], new boolean[3], 2.625, 2.5, 2);
    }

    /** As above, but step 2 terminates: its δ is 1 - 2 = -1, and nothing of step 3 reaches it. */
    @Test
    void aTerminationHasNoFuture() {
        check(new boolean[] {false, true, false}, new boolean[3], 2 + 0.25 * -1, -1, 2);
    }

    /** As above, but step 2 is truncated: its δ keeps V' = 6, and nothing of step 3 reaches it. */
    @Test
    void aTruncationKeepsItsOwnFutureAndStopsTheSum() {
        check(new boolean[3], new boolean[] {false, true, false}, 2 + 0.25 * 2, 2, 2);
    }

    private static void check(boolean[] terminated, boolean[] truncated, double... expected) {
        Rollout rollout = new Rollout(1, 1, 3, 4);
        EnvironmentSpec spec = new EnvironmentSpec("CartPole-v1", Map.of(), 1);
        try (Lanes lanes = new Lanes(new NativeEnvironments(), spec, new double[] {1}, new Cohort(1))) {
            for (int t = 0; t < 3; t++) {
                lanes.rewards()[0] = 1;
                lanes.terminated()[0] = terminated[t];
                lanes.truncated()[0] = truncated[t];
                rollout.after(0, t, lanes);
            }
        }
        rollout.estimateAdvantages(0, new float[] {1, 2, 3}, new float[] {4, 6, 8}, 0.5, 0.5);
        assertArrayEquals(expected, rollout.advantages, 1e-12);
        assertArrayEquals(
                new double[] {expected[0] + 1, expected[1] + 2, expected[2] + 3}, rollout.valueTargets, 1e-12);
    }
}
