package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import keel.env.RefusedException.Reason;
import keel.env.contract.EnvContract;
import keel.env.contract.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider of CartPole-v1 does, in this process or behind a server, in Java or Python: all rules of {@link
 * EnvContract}, and Gymnasium's own traces.
 */
public abstract class ProviderContract {
    private static final String ID = "CartPole-v1";

    /** Stays open over the tests. */
    protected abstract EnvProvider provider();

    /** Environments that are held against the rules. */
    protected List<String> contractIds() {
        return List.of(ID);
    }

    @TestFactory
    Stream<DynamicTest> keepsTheRules() {
        return contractIds().stream()
                .flatMap(id -> EnvContract.rules().stream()
                        .map(rule -> DynamicTest.dynamicTest(id + ": " + rule.name(), () -> {
                            Verdict verdict = rule.check(provider(), id);
                            assertTrue(verdict.acceptable(), rule.statement() + " " + verdict.detail());
                        })));
    }

    private VectorEnv open(int lanes, AutoresetMode mode) {
        return provider().open(ID, Map.of(), lanes, mode);
    }

    private static Tensor actions(long... actions) {
        return Tensor.of(actions, actions.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void replaysGymnasiumsTraces(int trace) {
        replay(Reference.json("CartPole-v1.json").get("traces").get(trace));
    }

    @Test
    void replaysAnEpisodeOfFiveHundredStepsToItsTruncation() {
        replay(Reference.json("policy-episodes.json").get("traces").get(0));
    }

    private void replay(JsonNode trace) {
        try (Env env = Env.of(open(1, AutoresetMode.DISABLED))) {
            assertFloats(
                    trace.get("reset_obs"),
                    env.reset(OptionalLong.of(trace.get("seed").asLong()))
                            .tensor()
                            .floats(),
                    0);
            for (JsonNode expected : trace.get("steps")) {
                Step step = env.step(Tensor.of(new long[] {expected.get("a").asLong()}));
                assertFloats(expected.get("o"), step.observation().tensor().floats(), 0);
                assertEquals(expected.get("r").asDouble(), step.reward());
                assertEquals(expected.get("te").asBoolean(), step.terminated());
                assertEquals(expected.get("tr").asBoolean(), step.truncated());
                assertEquals(expected.has("ro"), step.ended());
                if (step.ended()) {
                    assertFloats(
                            expected.get("ro"),
                            env.reset(OptionalLong.empty()).tensor().floats(),
                            0);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void replaysGymnasiumsVectorTraces(AutoresetMode mode) {
        JsonNode trace = null;
        for (JsonNode candidate : Reference.json("vector-autoreset.json").get("cases")) {
            if (candidate.get("env").asText().equals(ID)
                    && candidate.get("mode").asText().equals(mode.name())) {
                trace = candidate;
            }
        }
        assertNotNull(trace);
        int lanes = trace.get("num_envs").asInt();
        long[] seeds = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            seeds[lane] = trace.get("seed").asLong() + lane;
        }
        int endings = 0;
        try (VectorEnv env = open(lanes, mode)) {
            assertRows(trace.get("reset_obs"), env.reset(seeds));
            for (JsonNode expected : trace.get("steps")) {
                long[] actions = new long[lanes];
                for (int lane = 0; lane < lanes; lane++) {
                    actions[lane] = expected.get("a").get(lane).asLong();
                }
                VectorStep step = env.step(actions(actions));
                assertRows(expected.get("o"), step.observations());
                boolean[] ended = new boolean[lanes];
                for (int lane = 0; lane < lanes; lane++) {
                    assertEquals(expected.get("r").get(lane).asDouble(), step.rewards()[lane]);
                    assertEquals(expected.get("te").get(lane).asBoolean(), step.terminated()[lane]);
                    assertEquals(expected.get("tr").get(lane).asBoolean(), step.truncated()[lane]);
                    ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                    endings += ended[lane] ? 1 : 0;
                }
                JsonNode finals = expected.get("i").get("final_obs");
                assertEquals(finals != null, step.finalObservations() != null);
                for (int lane = 0; finals != null && lane < lanes; lane++) {
                    if (ended[lane]) {
                        assertFloats(
                                finals.get(lane),
                                step.finalObservations().tensor().floats(),
                                4 * lane);
                    }
                }
                if (expected.has("mask_reset_obs")) {
                    assertRows(
                            expected.get("mask_reset_obs"),
                            env.reset(ResetRequest.ALL.only(ended)).observations());
                }
            }
        }
        assertTrue(endings > 0, "the trace should exercise autoreset");
    }

    @Test
    void showsItsSpaces() {
        try (VectorEnv env = open(3, AutoresetMode.NEXT_STEP)) {
            assertEquals(3, env.lanes());
            assertEquals(AutoresetMode.NEXT_STEP, env.autoreset());
            assertEquals(new Discrete(2, 0), env.actionSpace());
            Box box = (Box) env.observationSpace();
            assertArrayEquals(new int[] {4}, box.shape());
            assertEquals(ElementType.FLOAT32, box.elementType());
            float infinity = Float.POSITIVE_INFINITY;
            assertArrayEquals(
                    new float[] {4.8f, infinity, 0.41887903f, infinity},
                    box.high().floats());
            assertArrayEquals(
                    new float[] {-4.8f, -infinity, -0.41887903f, -infinity},
                    box.low().floats());
        }
        assertTrue(provider().ids().contains(ID));
        assertFalse(provider().description().isEmpty());
    }

    @Test
    void takesKeywordArguments() {
        Map<String, Object> arguments = Map.of("sutton_barto_reward", true, "max_episode_steps", 3);
        try (VectorEnv env = provider().open(ID, arguments, 1, AutoresetMode.DISABLED)) {
            env.reset(new long[] {0});
            env.step(actions(0));
            env.step(actions(1));
            VectorStep last = env.step(actions(0));
            assertEquals(0, last.rewards()[0]);
            assertTrue(last.truncated()[0]);
            assertFalse(last.terminated()[0]);
        }
    }

    @Test
    void lanesWithoutSeedsGoOnWithTheirStreams() {
        try (VectorEnv env = open(2, AutoresetMode.NEXT_STEP)) {
            float[] first = env.reset(new long[] {7, 8}).tensor().floats().clone();
            float[] second = env.reset(new long[0]).tensor().floats().clone();
            assertFalse(first[0] == second[0]);
            env.reset(new long[] {7, 8});
            assertArrayEquals(second, env.reset(new long[0]).tensor().floats());
        }
    }

    @Test
    void refusesActionsThatDoNotFitAndGoesOn() {
        try (VectorEnv env = open(3, AutoresetMode.SAME_STEP)) {
            env.reset(new long[] {0, 1, 2});
            refused(Reason.INVALID_ARGUMENT, "step.actions", 1, () -> env.step(actions(0, 2, 1)));
            refused(Reason.INVALID_ARGUMENT, "step.actions", 2, () -> env.step(actions(0, 1, -1)));
            refused(Reason.INVALID_ARGUMENT, "step.actions", null, () -> env.step(actions(0, 1)));
            refused(Reason.INVALID_ARGUMENT, "step.actions", null, () -> env.step(Tensor.of(new float[] {0, 1, 1}, 3)));
            float[] after =
                    env.step(actions(0, 1, 1)).observations().tensor().floats().clone();
            env.reset(new long[] {0, 1, 2});
            assertArrayEquals(env.step(actions(0, 1, 1)).observations().tensor().floats(), after);
        }
    }

    @Test
    void refusesCallsAtTheWrongTime() {
        try (VectorEnv env = open(2, AutoresetMode.DISABLED)) {
            refused(Reason.FAILED_PRECONDITION, "step", null, () -> env.step(actions(0, 0)));
            refused(
                    Reason.FAILED_PRECONDITION,
                    "reset.lanes",
                    null,
                    () -> env.reset(ResetRequest.ALL.only(true, false)));
        }
        try (VectorEnv env = provider().open(ID, Map.of("max_episode_steps", 1), 2, AutoresetMode.DISABLED)) {
            env.reset(new long[] {0, 1});
            env.step(actions(0, 0));
            env.reset(ResetRequest.ALL.only(true, false));
            refused(Reason.FAILED_PRECONDITION, "step", 1, () -> env.step(actions(0, 0)));
        }
    }

    @Test
    void refusesSeedsAndMasksThatDoNotFit() {
        try (VectorEnv env = open(2, AutoresetMode.DISABLED)) {
            refused(Reason.INVALID_ARGUMENT, "reset.seeds", null, () -> env.reset(new long[] {1}));
            refused(Reason.INVALID_ARGUMENT, "reset.seeds", 1, () -> env.reset(new long[] {1, -5}));
            env.reset(new long[] {1, 2});
            refused(
                    Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    null,
                    () -> env.reset(ResetRequest.ALL.only(new boolean[2])));
            refused(
                    Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    null,
                    () -> env.reset(ResetRequest.ALL.only(new boolean[0])));
            refused(
                    Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    null,
                    () -> env.reset(ResetRequest.ALL.only(new boolean[3])));
        }
    }

    @Test
    void refusesWhatCannotBeOpened() {
        AutoresetMode mode = AutoresetMode.NEXT_STEP;
        RefusedException unknown = refused(
                Reason.UNKNOWN_ENVIRONMENT,
                "environment_id",
                null,
                () -> provider().open("CartPol-v1", Map.of(), 1, mode));
        assertTrue(unknown.getMessage().contains("Did you mean 'CartPole-v1'?"), unknown.getMessage());
        RefusedException argument = refused(
                Reason.INVALID_ARGUMENT,
                "arguments.sutton_bartho_reward",
                null,
                () -> provider().open(ID, Map.of("sutton_bartho_reward", true), 1, mode));
        assertTrue(argument.getMessage().contains("Did you mean 'sutton_barto_reward'?"), argument.getMessage());
        refused(Reason.INVALID_ARGUMENT, "lanes", null, () -> provider().open(ID, Map.of(), 0, mode));
    }

    @Test
    void onlySameStepShowsFinalObservations() {
        for (AutoresetMode mode : AutoresetMode.values()) {
            try (VectorEnv env = provider().open(ID, Map.of("max_episode_steps", 2), 1, mode)) {
                env.reset(new long[] {0});
                assertNull(env.step(actions(0)).finalObservations());
                assertEquals(
                        mode == AutoresetMode.SAME_STEP, env.step(actions(0)).finalObservations() != null);
            }
        }
    }

    /** Checks reason, field and lane of a refusal. */
    protected static RefusedException refused(Reason reason, String field, @Nullable Integer lane, Runnable call) {
        RefusedException refusal = assertThrows(RefusedException.class, call::run);
        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertEquals(field, refusal.field().orElse(""), refusal.getMessage());
        assertEquals(lane == null ? OptionalInt.empty() : OptionalInt.of(lane), refusal.lane(), refusal.getMessage());
        return refusal;
    }

    private static void assertRows(JsonNode expected, Batch actual) {
        for (int lane = 0; lane < expected.size(); lane++) {
            assertFloats(expected.get(lane), actual.tensor().floats(), 4 * lane);
        }
    }

    private static void assertFloats(JsonNode expected, float[] actual, int offset) {
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(
                    Float.floatToRawIntBits((float) expected.get(i).asDouble()),
                    Float.floatToRawIntBits(actual[offset + i]));
        }
    }
}
