package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.Reference;
import keel.env.RefusedException;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.numpy.Pcg64;
import keel.env.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces of Gymnasium 1.3's classic-control environments replay to the last bit, with their float64 states. */
class ClassicControlTest {
    /** An environment whose state can be looked at. */
    record Case(String id, Supplier<Task> made, Function<Task, double[]> state) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("MountainCar-v0", () -> new MountainCar(0), task -> ((MountainCar) task).state()),
                new Case(
                        "MountainCarContinuous-v0",
                        () -> new MountainCarContinuous(0),
                        task -> ((MountainCarContinuous) task).state()),
                new Case("Pendulum-v1", () -> new Pendulum(10), task -> ((Pendulum) task).state()),
                new Case("Acrobot-v1", Acrobot::new, task -> ((Acrobot) task).state()));
    }

    private final NativeEnvironments provider = new NativeEnvironments();

    private static List<JsonNode> traces(String id) {
        List<JsonNode> traces = new ArrayList<>();
        Reference.json(id + ".json").get("traces").forEach(traces::add);
        for (JsonNode trace : Reference.json("policy-episodes.json").get("traces")) {
            if (trace.get("env").asText().equals(id)) {
                traces.add(trace);
            }
        }
        return traces;
    }

    static Stream<JsonNode> configured() {
        List<JsonNode> configured = new ArrayList<>();
        for (JsonNode trace : Reference.json("kwargs-options.json").get("cases")) {
            if (List.of("CartPole-v1", "MountainCar-v0", "Pendulum-v1", "Acrobot-v1")
                    .contains(trace.get("env").asText())) {
                configured.add(trace);
            }
        }
        assertEquals(4, configured.size());
        return configured.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void replaysGymnasiumsTraces(Case environment) {
        List<JsonNode> traces = traces(environment.id);
        assertTrue(traces.size() >= 5);
        int endings = 0;
        for (JsonNode trace : traces) {
            endings += replay(trace, Map.of(), Map.of());
        }
        assertTrue(endings > 0, "some episode should end");
    }

    @ParameterizedTest
    @MethodSource("configured")
    void takesArgumentsAndResetOptionsAsGymnasiumDoes(JsonNode trace) {
        replay(trace, map(trace.get("kwargs")), map(trace.get("reset_options")));
    }

    private static Map<String, Object> map(JsonNode node) {
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            values.put(field.getKey(), new ObjectMapper().convertValue(field.getValue(), Object.class));
        }
        return values;
    }

    /** How many episodes ended. */
    private int replay(JsonNode trace, Map<String, Object> arguments, Map<String, Object> options) {
        String id = trace.get("env").asText();
        int endings = 0;
        try (VectorEnv env = provider.open(id, arguments, 1, AutoresetMode.DISABLED)) {
            ResetRequest first = ResetRequest.seeded(trace.get("seed").asLong()).with(options);
            assertFloats(trace.get("reset_obs"), env.reset(first).observations());
            for (JsonNode expected : trace.get("steps")) {
                VectorStep step = env.step(action(env.actionSpace() instanceof Discrete, expected.get("a")));
                assertFloats(expected.get("o"), step.observations());
                double tolerance = id.equals("Pendulum-v1") ? 1e-9 : 0;
                assertEquals(expected.get("r").asDouble(), step.rewards()[0], tolerance);
                assertEquals(expected.get("te").asBoolean(), step.terminated()[0]);
                assertEquals(expected.get("tr").asBoolean(), step.truncated()[0]);
                if (expected.has("ro")) {
                    endings++;
                    assertFloats(expected.get("ro"), env.reset(ResetRequest.ALL).observations());
                }
            }
        }
        return endings;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void statesAreGymnasiums(Case environment) {
        for (JsonNode trace : traces(environment.id)) {
            Pcg64 random = new Pcg64(trace.get("seed").asLong());
            Task task = environment.made.get();
            task.reset(random, Arguments.NO_OPTIONS);
            assertDoubles(trace.get("reset_state"), environment.state.apply(task));
            for (JsonNode expected : trace.get("steps")) {
                task.step(action(task.actionSpace() instanceof Discrete, expected.get("a")), 0);
                assertDoubles(expected.get("s"), environment.state.apply(task));
                if (expected.has("rs")) {
                    task.reset(random, Arguments.NO_OPTIONS);
                    assertDoubles(expected.get("rs"), environment.state.apply(task));
                }
            }
        }
    }

    /** The traces are too short to meet many rare roundings. */
    @ParameterizedTest
    @MethodSource("cases")
    void twentyThousandStepsHashAsGymnasiums(Case environment) throws NoSuchAlgorithmException {
        JsonNode run = StreamSupport.stream(
                        Reference.json("classic-states.json").get("runs").spliterator(), false)
                .filter(candidate -> candidate.get("env").asText().equals(environment.id))
                .findFirst()
                .orElseThrow();
        Pcg64 random = new Pcg64(run.get("seed").asLong());
        Task task = environment.made.get();
        boolean discrete = task.actionSpace() instanceof Discrete;
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        task.reset(random, Arguments.NO_OPTIONS);
        update(digest, task, environment);
        int terminations = 0;
        int taken = 0;
        int lcg = 1;
        for (int i = 0; i < run.get("steps").asInt(); i++) {
            lcg = (lcg * 1103515245 + 12345) & Integer.MAX_VALUE;
            int drawn = lcg >> 18;
            if ((lcg >> 16) % 4 != 0) {
                double[] state = environment.state.apply(task);
                int most = discrete ? 2 : 5000;
                drawn = state[state.length - 1] >= 0 ? most : 0;
            }
            double reward = task.step(
                    Batch.of(
                            discrete
                                    ? Tensor.of(new long[] {drawn % 3}, 1)
                                    : Tensor.of(new float[] {(float) ((drawn % 5001 - 2500) / 1000.0)}, 1, 1)),
                    0);
            update(digest, task, environment);
            if (!environment.id.equals("Pendulum-v1")) {
                digest.update(littleEndian(Double.BYTES).putDouble(reward).flip());
            }
            terminations += task.terminated() ? 1 : 0;
            taken++;
            if (task.terminated() || taken == run.get("episode").asInt()) {
                taken = 0;
                task.reset(random, Arguments.NO_OPTIONS);
                update(digest, task, environment);
            }
        }
        assertEquals(run.get("terminations").asInt(), terminations);
        assertEquals(run.get("sha256").asText(), HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(MessageDigest digest, Task task, Case environment) {
        double[] state = environment.state.apply(task);
        ByteBuffer bytes = littleEndian(Double.BYTES * state.length);
        for (double value : state) {
            bytes.putDouble(value);
        }
        digest.update(bytes.flip());
        Batch observed = Batch.zeros(task.observationSpace(), 1);
        task.observe(observed, 0);
        ByteBuffer singles = littleEndian(Float.BYTES * observed.tensor().length());
        for (float value : observed.tensor().floats()) {
            singles.putFloat(value);
        }
        digest.update(singles.flip());
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void isRegisteredAsInGymnasium() {
        spec("MountainCar-v0", 200, OptionalDouble.of(-110), "goal_velocity", "max_episode_steps");
        spec("MountainCarContinuous-v0", 999, OptionalDouble.of(90), "goal_velocity", "max_episode_steps");
        spec("Pendulum-v1", 200, OptionalDouble.empty(), "g", "max_episode_steps");
        spec("Acrobot-v1", 500, OptionalDouble.of(-100), "max_episode_steps");
    }

    private void spec(String id, long limit, OptionalDouble threshold, String... arguments) {
        try (VectorEnv env = provider.open(id, Map.of(), 1, AutoresetMode.NEXT_STEP)) {
            EnvSpec spec = env.spec();
            assertEquals(id, spec.id());
            assertEquals(OptionalLong.of(limit), spec.maxEpisodeSteps());
            assertEquals(threshold, spec.rewardThreshold());
            assertEquals(List.of(arguments), spec.argumentNames());
        }
    }

    @Test
    void theGoalCanAskForSpeed() {
        for (String id : List.of("MountainCar-v0", "MountainCarContinuous-v0")) {
            assertEquals(1, terminations(id, 0));
            assertEquals(0, terminations(id, 0.08));
        }
    }

    /** Of an episode that starts just before the goal and pushes right; 0.07 is the most speed there is. */
    private int terminations(String id, double goalVelocity) {
        try (VectorEnv env = provider.open(id, Map.of("goal_velocity", goalVelocity), 1, AutoresetMode.DISABLED)) {
            env.reset(ResetRequest.seeded(3).with(Map.of("low", 0.4499, "high", 0.4999)));
            boolean discrete = env.actionSpace() instanceof Discrete;
            for (int i = 0; i < 20; i++) {
                Tensor right = discrete ? Tensor.of(new long[] {2}, 1) : Tensor.of(new float[] {1}, 1, 1);
                if (env.step(Batch.of(right)).terminated()[0]) {
                    return 1;
                }
            }
            return 0;
        }
    }

    @Test
    void refusesOptionsThatDoNotFit() {
        badOption("MountainCar-v0", "low", Map.of("low", 0.5));
        badOption("CartPole-v1", "low", Map.of("low", 1, "high", 0));
        badOption("Acrobot-v1", "high", Map.of("high", Double.POSITIVE_INFINITY));
        badOption("MountainCarContinuous-v0", "high", Map.of("high", "far"));
        badOption("Pendulum-v1", "x_init", Map.of("x_init", -1));
        badOption("Pendulum-v1", "y_init", Map.of("y_init", Double.NaN));
    }

    private void badOption(String id, String name, Map<String, Object> options) {
        try (VectorEnv env = provider.open(id, Map.of(), 1, AutoresetMode.DISABLED)) {
            RefusedException refusal =
                    assertThrows(RefusedException.class, () -> env.reset(ResetRequest.ALL.with(options)));
            assertEquals("reset.options." + name, refusal.field().orElse(""));
        }
    }

    private static Batch action(boolean discrete, JsonNode action) {
        return Batch.of(
                discrete
                        ? Tensor.of(new long[] {action.asLong()}, 1)
                        : Tensor.of(new float[] {(float) action.get(0).asDouble()}, 1, 1));
    }

    private static void assertFloats(JsonNode expected, Batch observations) {
        float[] actual = observations.tensor().floats();
        assertEquals(expected.size(), actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(
                    Float.floatToRawIntBits((float) expected.get(i).asDouble()), Float.floatToRawIntBits(actual[i]));
        }
    }

    private static void assertDoubles(JsonNode expected, double[] actual) {
        assertEquals(expected.size(), actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(Double.doubleToRawLongBits(expected.get(i).asDouble()), Double.doubleToRawLongBits(actual[i]));
        }
    }
}
