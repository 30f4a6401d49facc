package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every provider of CartPole-v1 must do, native or behind a server in whatever language: what Gymnasium 1.3 does. */
public abstract class EnvContract {
    private static final String CART_POLE = "CartPole-v1";

    /** Stays open between tests; the subclass closes it. */
    protected abstract EnvProvider provider();

    private VectorEnv open(int lanes, AutoresetMode autoreset) {
        return provider().open(CART_POLE, Map.of(), lanes, autoreset);
    }

    private static void assertRow(JsonNode expected, float[] values, int lane, String where) {
        for (int i = 0; i < 4; i++) {
            assertEquals((float) expected.get(i).doubleValue(), values[4 * lane + i], where + " number " + i);
        }
    }

    private static Tensor actions(long... actions) {
        return Tensor.of(actions, actions.length);
    }

    /** Episodes of fixed and of a policy's actions, reset without a seed at every end: observations bit for bit. */
    @Test
    void replaysTheTracesOfTheOriginal() {
        List<JsonNode> traces = new ArrayList<>();
        Reference.read("CartPole-v1.json").get("traces").forEach(traces::add);
        Reference.read("policy-episodes.json").get("traces").forEach(traces::add);
        assertEquals(6, traces.size());
        boolean truncated = false;
        for (JsonNode trace : traces) {
            try (VectorEnv env = open(1, AutoresetMode.SAME_STEP)) {
                String where = "seed " + trace.get("seed") + " reset";
                assertRow(
                        trace.get("reset_obs"),
                        env.reset(new long[] {trace.get("seed").asLong()}).floats(),
                        0,
                        where);
                int number = 0;
                for (JsonNode step : trace.get("steps")) {
                    where = "seed " + trace.get("seed") + " step " + number++;
                    VectorStep got = env.step(actions(step.get("a").asLong()));
                    boolean ended = step.get("te").asBoolean() || step.get("tr").asBoolean();
                    truncated |= step.get("tr").asBoolean();
                    assertEquals(step.get("r").asDouble(), got.rewards()[0], where);
                    assertEquals(step.get("te").asBoolean(), got.terminated()[0], where);
                    assertEquals(step.get("tr").asBoolean(), got.truncated()[0], where);
                    if (ended) {
                        Tensor last = got.finalObservations();
                        assertNotNull(last, where);
                        assertRow(step.get("o"), last.floats(), 0, where + " final");
                        if (step.has("ro")) {
                            assertRow(step.get("ro"), got.observations().floats(), 0, where + " next");
                        }
                    } else {
                        assertRow(step.get("o"), got.observations().floats(), 0, where);
                    }
                }
            }
        }
        assertTrue(truncated, "no trace reached the time limit");
    }

    @Test
    void resetsEndedLanesAsItsModeSays() {
        for (JsonNode trace : Reference.read("vector-autoreset.json").get("cases")) {
            AutoresetMode mode = AutoresetMode.valueOf(trace.get("mode").asText());
            int lanes = trace.get("num_envs").asInt();
            try (VectorEnv env = open(lanes, mode)) {
                long seed = trace.get("seed").asLong();
                long[] seeds = new long[lanes];
                for (int lane = 0; lane < lanes; lane++) {
                    seeds[lane] = seed + lane;
                }
                assertRows(trace.get("reset_obs"), env.reset(seeds), mode + " reset");
                int number = 0;
                for (JsonNode step : trace.get("steps")) {
                    String where = mode + " step " + number++;
                    long[] chosen = new long[lanes];
                    for (int lane = 0; lane < lanes; lane++) {
                        chosen[lane] = step.get("a").get(lane).asLong();
                    }
                    VectorStep got = env.step(actions(chosen));
                    assertRows(step.get("o"), got.observations(), where);
                    boolean[] ended = new boolean[lanes];
                    boolean any = false;
                    for (int lane = 0; lane < lanes; lane++) {
                        assertEquals(step.get("r").get(lane).asDouble(), got.rewards()[lane], where);
                        assertEquals(step.get("te").get(lane).asBoolean(), got.terminated()[lane], where);
                        assertEquals(step.get("tr").get(lane).asBoolean(), got.truncated()[lane], where);
                        ended[lane] = got.terminated()[lane] || got.truncated()[lane];
                        any |= ended[lane];
                        if (ended[lane] && mode == AutoresetMode.SAME_STEP) {
                            Tensor last = got.finalObservations();
                            assertNotNull(last, where);
                            assertRow(step.get("i").get("final_obs").get(lane), last.floats(), lane, where + " final");
                        }
                    }
                    if (any && mode == AutoresetMode.DISABLED) {
                        assertRows(step.get("mask_reset_obs"), env.reset(new long[0], ended), where + " reset");
                    }
                }
            }
        }
    }

    private static void assertRows(JsonNode expected, Tensor got, String where) {
        for (int lane = 0; lane < expected.size(); lane++) {
            assertRow(expected.get(lane), got.floats(), lane, where + " lane " + lane);
        }
    }

    @Test
    void describesItsSpaces() {
        try (VectorEnv env = open(2, AutoresetMode.NEXT_STEP)) {
            assertEquals(2, env.lanes());
            assertEquals(AutoresetMode.NEXT_STEP, env.autoreset());
            assertEquals(new Discrete(2, 0), env.actionSpace());
            Box box = (Box) env.observationSpace();
            assertEquals(ElementType.FLOAT32, box.elementType());
            assertArrayEquals(new int[] {4}, box.shape());
            assertEquals(4.8f, box.high().floats()[0]);
            assertEquals(Float.POSITIVE_INFINITY, box.high().floats()[1]);
            assertEquals(Float.NEGATIVE_INFINITY, box.low().floats()[3]);
        }
    }

    @Test
    void takesKeywordArguments() {
        // Sutton and Barto's reward: 0 a step, -1 at the fall.
        try (VectorEnv env =
                provider().open(CART_POLE, Map.of("sutton_barto_reward", true), 1, AutoresetMode.SAME_STEP)) {
            env.reset(new long[] {0});
            VectorStep step = env.step(actions(1));
            while (!step.terminated()[0]) {
                assertEquals(0, step.rewards()[0]);
                step = env.step(actions(1));
            }
            assertEquals(-1, step.rewards()[0]);
        }
        EnvException e = assertThrows(
                EnvException.class,
                () -> provider().open(CART_POLE, Map.of("suton_barto_reward", true), 1, AutoresetMode.SAME_STEP));
        assertTrue(e.getMessage().contains("suton_barto_reward"), e.getMessage());
    }

    @Test
    void lanesAreIndependentOfEachOther() {
        try (VectorEnv many = open(3, AutoresetMode.SAME_STEP);
                VectorEnv one = open(1, AutoresetMode.SAME_STEP)) {
            many.reset(new long[] {9, 7, 8});
            one.reset(new long[] {7});
            for (int t = 0; t < 120; t++) {
                float[] together = many.step(actions(t % 2, t % 3 == 0 ? 1 : 0, 1))
                        .observations()
                        .floats();
                float[] alone =
                        one.step(actions(t % 3 == 0 ? 1 : 0)).observations().floats();
                for (int i = 0; i < 4; i++) {
                    assertEquals(alone[i], together[4 + i], "step " + t);
                }
            }
        }
    }

    @Test
    void mistakesAreNamedAndCostNothing() {
        EnvException unknown = assertThrows(
                EnvException.class, () -> provider().open("CartPole-v9", Map.of(), 1, AutoresetMode.SAME_STEP));
        assertTrue(unknown.getMessage().contains("CartPole-v9"), unknown.getMessage());
        assertTrue(unknown.getMessage().contains("CartPole-v1"), unknown.getMessage());
        assertTrue(provider().ids().contains(CART_POLE));
        assertFalse(provider().description().isBlank());
        try (VectorEnv env = open(2, AutoresetMode.SAME_STEP)) {
            assertThrows(EnvException.class, () -> env.step(actions(0, 0)), "a step before the first reset");
            env.reset(new long[] {1, 2});
            EnvException range = assertThrows(EnvException.class, () -> env.step(actions(0, 2)));
            assertTrue(
                    range.getMessage().contains("lane 1") && range.getMessage().contains("2"), range.getMessage());
            assertThrows(EnvException.class, () -> env.step(actions(0, 0, 0)));
            assertThrows(EnvException.class, () -> env.step(Tensor.of(new float[] {0, 0}, 2)));
            assertThrows(EnvException.class, () -> env.reset(new long[] {1}));
            assertThrows(EnvException.class, () -> env.reset(new long[] {1, -2}));
            // And it goes on as if nothing had happened.
            float[] after = env.step(actions(1, 0)).observations().floats().clone();
            try (VectorEnv fresh = open(2, AutoresetMode.SAME_STEP)) {
                fresh.reset(new long[] {1, 2});
                assertArrayEquals(fresh.step(actions(1, 0)).observations().floats(), after);
            }
        }
    }

    @Test
    void aLaneThatEndedWithoutAutoresetIsNotStepped() {
        try (VectorEnv env = open(1, AutoresetMode.DISABLED)) {
            env.reset(new long[] {0});
            VectorStep step = env.step(actions(1));
            while (!step.terminated()[0]) {
                step = env.step(actions(1));
            }
            EnvException e = assertThrows(EnvException.class, () -> env.step(actions(1)));
            assertTrue(e.getMessage().contains("lane 0"), e.getMessage());
        }
    }
}
