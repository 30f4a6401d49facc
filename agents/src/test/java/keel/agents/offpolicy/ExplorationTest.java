package keel.agents.offpolicy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import keel.agents.ExplorationSpec;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class ExplorationTest {
    private static Exploration of(double deviation, double correlation, int hold) {
        return new Exploration(
                List.of(new ExplorationSpec(new Constant(deviation), correlation, hold)), new long[] {4}, 1, 1);
    }

    /** Deviation and correlation one step apart of long noise, far from the bounds. */
    private static double[] measured(Exploration exploration, int steps) {
        double square = 0;
        double product = 0;
        float last = 0;
        for (int i = 0; i < steps; i++) {
            float[] action = {0};
            exploration.addNoise(0, i, action);
            square += (double) action[0] * action[0];
            product += (double) action[0] * last;
            last = action[0];
        }
        return new double[] {Math.sqrt(square / steps), product / square};
    }

    @Test
    void noiseHasTheDeviationAndCorrelationThatWereAskedFor() {
        double[] white = measured(of(0.1, 0, 1), 20_000);
        assertEquals(0.1, white[0], 0.002);
        assertEquals(0, white[1], 0.03);
        double[] slow = measured(of(0.1, 0.9, 1), 100_000);
        assertEquals(0.1, slow[0], 0.003);
        assertEquals(0.9, slow[1], 0.01);
    }

    @Test
    void noiseFollowsItsScheduleAndActionsStayWithinBounds() {
        Exploration exploration =
                new Exploration(List.of(new ExplorationSpec(new Linear(5, 0, 100), 0, 1)), new long[] {4}, 1, 1);
        for (int i = 0; i < 50; i++) {
            float[] action = {0.5f};
            exploration.addNoise(0, i, action);
            assertTrue(action[0] >= -1 && action[0] <= 1);
        }
        float[] action = {0.5f};
        exploration.addNoise(0, 100, action);
        assertEquals(0.5f, action[0]);
    }

    @Test
    void randomActionsAreHeldAndCoverTheRange() {
        Exploration exploration = of(0, 0, 3);
        float[] action = new float[1];
        float lowest = 1;
        float highest = -1;
        float before = 2;
        for (int i = 0; i < 300; i++) {
            exploration.drawUniform(0, action);
            assertEquals(i % 3 != 0, action[0] == before, "step " + i);
            before = action[0];
            lowest = Math.min(lowest, before);
            highest = Math.max(highest, before);
        }
        assertTrue(lowest < -0.9 && highest > 0.9);
    }

    /** A new episode has noise of its own: what comes does not depend on what was. */
    @Test
    void aNewEpisodeBeginsNewNoise() {
        double sum = 0;
        double square = 0;
        for (int i = 0; i < 5000; i++) {
            Exploration exploration =
                    new Exploration(List.of(new ExplorationSpec(new Constant(0.1), 0.999, 1)), new long[] {i}, 1, 1);
            float[] before = {0};
            exploration.addNoise(0, 0, before);
            exploration.begin(0, 0);
            float[] after = {0};
            exploration.addNoise(0, 1, after);
            sum += (double) before[0] * after[0];
            square += (double) before[0] * before[0];
        }
        assertEquals(0, sum / square, 0.06);
    }

    @Test
    void aRestoredMemberGoesOnAsTheSavedOneWould() {
        ExplorationSpec spec = new ExplorationSpec(new Constant(0.2), 0.5, 4);
        Exploration saved = new Exploration(List.of(spec, spec), new long[] {4, 5}, 2, 3);
        float[] actions = new float[12];
        for (int i = 0; i < 5; i++) {
            saved.drawUniform(1, actions);
            saved.addNoise(1, i, actions);
        }
        StateWriter state = new StateWriter();
        saved.save(1, state);
        Exploration alone = new Exploration(List.of(spec), new long[] {9}, 2, 3);
        alone.restore(0, state.reader());
        for (int i = 0; i < 5; i++) {
            float[] expected = new float[12];
            float[] actual = new float[6];
            saved.drawUniform(1, expected);
            saved.addNoise(1, i, expected);
            alone.drawUniform(0, actual);
            alone.addNoise(0, i, actual);
            assertArrayEquals(Arrays.copyOfRange(expected, 6, 12), actual);
        }
    }

    @Test
    void elsewhereNoiseComesFromTheGivenStreamAlone() {
        Exploration exploration = of(0.3, 0.9, 1);
        float[] one = {0, 0, 0};
        float[] two = {0, 0, 0};
        exploration.addNoise(0, 0, RandomStream.named(1, "eval"), one, 1, 3);
        exploration.addNoise(0, 0, RandomStream.named(1, "eval"), two, 1, 3);
        assertArrayEquals(one, two);
        assertEquals(0f, one[0]);
        assertTrue(one[1] != 0 && one[2] != 0);
    }

    @Test
    void badNumbersAreRefused() {
        String message = assertThrows(InvalidConfigException.class, () -> new ExplorationSpec(new Constant(0), 1, 1))
                .getMessage();
        assertTrue(message.contains("noise-correlation is 1.0"), message);
        assertThrows(InvalidConfigException.class, () -> new ExplorationSpec(new Constant(0), 0, 0));
    }
}
