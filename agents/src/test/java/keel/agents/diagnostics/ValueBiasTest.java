package keel.agents.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ValueBiasTest {
    private static EpisodeTrace episode(double[] expectedAndReward) {
        EpisodeTrace episode = new EpisodeTrace();
        for (int i = 0; i < expectedAndReward.length; i += 2) {
            episode.add((float) expectedAndReward[i], expectedAndReward[i + 1]);
        }
        return episode;
    }

    /** Rewards 1, 2, -4 at discount 1/2 are worth 1 + 1 - 1 = 1, 2 - 2 = 0, -4; expected 3, 1, -4: bias (2 + 1 + 0) / 3. */
    @Test
    void everyStepOfAnEpisodeThatTerminatedCounts() {
        ValueBias bias = new ValueBias();
        bias.add(episode(new double[] {3, 1, 1, 2, -4, -4}), true, 0.5);
        assertEquals(1, bias.mean().orElseThrow(), 1e-12);
        assertEquals(3.0 / 5, bias.normalized().orElseThrow(), 1e-12); // sizes 1 + 0 + 4
    }

    /** At discount 1/10 what follows two steps later weighs 0.01, which is not less than 0.01: three steps have to remain. */
    @Test
    void ofAnEpisodeThatWasCutOnlyStepsFarFromTheCutCount() {
        EpisodeTrace cut = episode(new double[] {7, 1, 100, 1, 100, 1});
        ValueBias bias = new ValueBias();
        bias.add(cut, false, 0.1);
        assertEquals(7 - 1.11, bias.mean().orElseThrow(), 1e-12);
        ValueBias undiscounted = new ValueBias();
        undiscounted.add(cut, false, 1);
        assertTrue(undiscounted.mean().isEmpty() && undiscounted.normalized().isEmpty());
    }

    @Test
    void aTraceIsUsedAgainAndGrows() {
        EpisodeTrace trace = new EpisodeTrace();
        for (int t = 0; t < 1000; t++) {
            trace.add(1, 1);
        }
        assertEquals(1000, trace.length());
        trace.clear();
        trace.add(2, 2);
        ValueBias bias = new ValueBias();
        bias.add(trace, true, 0.9);
        assertEquals(0, bias.mean().orElseThrow());
    }
}
