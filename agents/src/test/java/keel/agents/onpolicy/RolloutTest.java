package keel.agents.onpolicy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import keel.agents.EnvironmentSpec;
import keel.agents.Lanes;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import org.junit.jupiter.api.Test;

class RolloutTest {
    /**
     * One lane, three steps, reward 1 each, γ = 0.5, λ = 0.5, V = (1, 2, 3) and 8 at the end. By hand: δ = (1 + 1 - 1, 1 + 1.5 -
     * 2, 1 + 4 - 3) = (1, 0.5, 2) and A₃ = 2, A₂ = 0.5 + 0.25 · 2 = 1, A₁ = 1 + 0.25 · 1 = 1.25.
     */
    @Test
    void advantagesOfAnEpisodeThatGoesOn() {
        check(new boolean[3], new boolean[3], 1.25, 1, 2);
    }

    /** As above, but step 2 terminates: its δ is 1 - 2 = -1, and nothing of step 3 reaches it. */
    @Test
    void aTerminationHasNoFuture() {
        check(new boolean[] {false, true, false}, new boolean[3], 1 + 0.25 * -1, -1, 2);
    }

    /** As above, but step 2 is truncated where V is 6: its δ is 1 + 3 - 2, and nothing of step 3 reaches it. */
    @Test
    void aTruncationKeepsItsOwnFutureAndStopsTheSum() {
        check(new boolean[3], new boolean[] {false, true, false}, 1 + 0.25 * 2, 2, 2);
    }

    @Test
    void whatIsToldOfARollout() {
        Rollout rollout = new Rollout(1, 1, 3, 4, 1);
        System.arraycopy(new float[] {1, 2, 3}, 0, rollout.values, 0, 3);
        System.arraycopy(new double[] {1, 1, 4}, 0, rollout.advantages, 0, 3);
        System.arraycopy(new double[] {2, 3, 7}, 0, rollout.valueTargets, 0, 3);
        // Errors -1, -1, -4 have mean -2 and variance (1 + 1 + 4) / 3; targets have mean 4 and variance (4 + 1 + 9) /
        // 3.
        assertEquals(1 - 6.0 / 14, rollout.explainedVariance(0), 1e-12);
        assertEquals(2, rollout.meanValue(0), 1e-12);
        assertEquals(Math.sqrt(2), rollout.advantageDeviation(0), 1e-12);
    }

    private static void check(boolean[] terminated, boolean[] truncated, double... expected) {
        Rollout rollout = new Rollout(1, 1, 3, 4, 1);
        EnvironmentSpec spec = new EnvironmentSpec("CartPole-v1", Map.of(), 1);
        try (Lanes lanes = new Lanes(new NativeEnvironments(), spec, new double[] {1}, new Cohort(1))) {
            for (int t = 0; t < 3; t++) {
                lanes.rewards()[0] = 1;
                lanes.terminated()[0] = terminated[t];
                lanes.truncated()[0] = truncated[t];
                rollout.after(0, t, lanes);
            }
        }
        System.arraycopy(new float[] {1, 2, 3}, 0, rollout.values, 0, 3);
        System.arraycopy(new float[] {4, 6, 8}, 0, rollout.nextValues, 0, 3);
        rollout.estimateAdvantages(0, 0.5, 0.5);
        assertArrayEquals(expected, rollout.advantages, 1e-12);
        assertArrayEquals(
                new double[] {expected[0] + 1, expected[1] + 2, expected[2] + 3}, rollout.valueTargets, 1e-12);
    }
}
