package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import keel.env.ArraySpace;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Dict;
import keel.env.ElementType;
import keel.env.EnvRequest;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Value;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images, a megabyte, text, tuples and dicts from Python, whose every value is known: see observation_zoo.py. */
class PythonSpacesTest {
    private static final int LANES = 3;
    private static final int STEPS = 7;

    private static PythonServer server;
    private static RemoteEnvironments remote;

    @BeforeAll
    static void start() {
        server = PythonServer.start("127.0.0.1:0", "--import", "observation_zoo");
        remote = RemoteEnvironments.connect(server.address());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            remote.close();
            server.close();
        }
    }

    /** Steps lane i with action i mod 3, past the end of the episode, and compares all observations. */
    private static void check(String id, BiFunction<Integer, Integer, Value> foretold) {
        try (VectorEnv env = remote.open(id, Map.of(), LANES, AutoresetMode.SAME_STEP)) {
            Space space = env.observationSpace();
            Tensor actions = Tensor.of(new long[] {0, 1, 2}, LANES);
            assertRows(space, env.reset(5, 6, 7), 0, lane -> foretold.apply(0, 0));
            for (int step = 1; step <= STEPS; step++) {
                VectorStep result = env.step(actions);
                int now = step;
                boolean ended = step == 6;
                assertRows(
                        space,
                        result.observations(),
                        step,
                        lane -> ended ? foretold.apply(0, 0) : foretold.apply(now % 6, lane));
                Batch last = result.finalObservations();
                assertEquals(ended, last != null);
                if (ended) {
                    assertNotNull(last);
                    assertRows(space, last, step, lane -> foretold.apply(6, lane));
                }
                for (int lane = 0; lane < LANES; lane++) {
                    assertEquals(ended, result.truncated()[lane]);
                    assertEquals(step == 7 ? 1 : step, result.rewards()[lane]);
                }
            }
        }
    }

    private static void assertRows(Space space, Batch actual, int step, IntFunction<Value> expected) {
        List<Value> values = actual.unpack(space, LANES);
        for (int lane = 0; lane < LANES; lane++) {
            assertEquals(expected.apply(lane), values.get(lane), "step " + step + ", lane " + lane);
        }
    }

    private static Value picture(int step, int action, int... shape) {
        Tensor picture = Tensor.zeros(ElementType.UINT8, shape);
        for (int i = 0; i < picture.length(); i++) {
            picture.bytes()[i] = (byte) (7 * i + 13 * step + action);
        }
        return picture;
    }

    @Test
    void images() {
        check("ForetoldImage-v0", (step, action) -> picture(step, action, 84, 84, 4));
    }

    @Test
    void aMegabyte() {
        check("ForetoldMegabyte-v0", (step, action) -> picture(step, action, 1024, 1024));
    }

    @Test
    void text() {
        check("ForetoldWords-v0", (step, action) -> new Value.Text("ä".repeat(step) + action));
    }

    @Test
    void tuplesWithInfinitiesAndNaN() {
        check(
                "ForetoldPair-v0",
                (step, action) -> new Value.Items(List.of(
                        Tensor.of(new long[] {step - 1}),
                        Tensor.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY, action / 3.0}, 3))));
    }

    @Test
    void dictsInTheOrderOfTheirKeys() {
        try (VectorEnv env = remote.open("ForetoldNested-v0", Map.of(), 1, AutoresetMode.DISABLED)) {
            Dict space = (Dict) env.observationSpace();
            assertEquals(
                    List.of("arm", "camera", "zebra"),
                    List.copyOf(space.spaces().keySet()));
            assertTrue(space.spaces().get("camera") instanceof ArraySpace);
        }
        check("ForetoldNested-v0", PythonSpacesTest::nested);
    }

    private static Value nested(int step, int action) {
        Map<String, Value> arm = new LinkedHashMap<>();
        arm.put(
                "grip",
                Tensor.of(ElementType.INT8, new byte[] {(byte) (action > 0 ? 1 : 0), (byte) (action > 1 ? 1 : 0)}, 2));
        arm.put("joint", Tensor.of(new long[] {step % 5, action}, 2));
        byte[] shade = new byte[16];
        Arrays.fill(shade, (byte) (10 * step + action));
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("arm", new Value.Entries(arm));
        values.put("camera", Tensor.of(ElementType.UINT8, shade, 4, 4));
        values.put("zebra", new Value.Text((step % 2 == 0 ? "a" : "b").repeat(1 + action)));
        return new Value.Entries(values);
    }

    @Test
    void groupsInProcessesOfTheirOwn() {
        EnvRequest request =
                new EnvRequest("ForetoldNested-v0", Map.of(), LANES, AutoresetMode.SAME_STEP).withGroups(2);
        try (VectorEnv env = remote.open(request)) {
            VectorReset reset = env.reset(ResetRequest.seeded(5, 6, 7));
            assertEquals(6L, reset.infos().lane(1).get("seed"));
            VectorStep step = env.step(Tensor.of(new long[] {0, 1, 2}, LANES));
            assertRows(env.observationSpace(), step.observations(), 1, lane -> nested(1, lane));
        }
    }
}
