package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import keel.env.AutoresetMode;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.ProviderContract;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Java client against real Gymnasium in Python. */
class PythonServerTest extends ProviderContract {
    private static PythonServer server;
    private static RemoteEnvironments remote;

    @BeforeAll
    static void start() {
        server = PythonServer.start();
        remote = RemoteEnvironments.connect(server.address());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            remote.close();
            assertEquals(0, server.stop());
        }
    }

    @Override
    protected EnvProvider provider() {
        return remote;
    }

    @Test
    void describesTheServer() {
        assertTrue(remote.description().startsWith(server.address() + " (keel-gym "), remote.description());
        assertTrue(remote.description().contains("gymnasium 1.3"), remote.description());
    }

    /** 8 lanes × 8,000 steps with random actions: about 2,900 episodes, every one with its own start. */
    @Test
    void nativeCartPoleStaysWithTheOriginalForSixtyThousandSteps() {
        int lanes = 8;
        SplittableRandom random = new SplittableRandom(1);
        long[] seeds = random.longs(lanes, 0, Long.MAX_VALUE).toArray();
        long[] actions = new long[lanes];
        try (VectorEnv original = remote.open("CartPole-v1", Map.of(), lanes, AutoresetMode.SAME_STEP);
                VectorEnv ours =
                        new NativeEnvironments().open("CartPole-v1", Map.of(), lanes, AutoresetMode.SAME_STEP)) {
            assertArrayEquals(
                    original.reset(seeds).tensor().floats(),
                    ours.reset(seeds).tensor().floats());
            for (int i = 0; i < 8000; i++) {
                for (int lane = 0; lane < lanes; lane++) {
                    actions[lane] = random.nextInt(2);
                }
                VectorStep expected = original.step(Tensor.of(actions, lanes));
                VectorStep actual = ours.step(Tensor.of(actions, lanes));
                assertArrayEquals(
                        expected.observations().tensor().floats(),
                        actual.observations().tensor().floats());
                assertArrayEquals(expected.rewards(), actual.rewards());
                assertArrayEquals(expected.terminated(), actual.terminated());
                assertArrayEquals(expected.truncated(), actual.truncated());
                if (expected.finalObservations() != null) {
                    assertArrayEquals(
                            expected.finalObservations().tensor().floats(),
                            actual.finalObservations().tensor().floats());
                }
            }
        }
    }

    @Test
    void servesContinuousActionsAndDiscreteObservations() {
        try (VectorEnv pendulum = remote.open("Pendulum-v1", Map.of("g", 9.81), 2, AutoresetMode.NEXT_STEP)) {
            Box actions = (Box) pendulum.actionSpace();
            assertEquals(ElementType.FLOAT32, actions.elementType());
            assertArrayEquals(new float[] {2}, actions.high().floats());
            pendulum.reset(new long[] {0, 1});
            assertTrue(pendulum.step(Tensor.of(new float[] {0.5f, -1}, 2, 1)).rewards()[0] < 0);
        }
        try (VectorEnv lake = remote.open("FrozenLake-v1", Map.of("is_slippery", false), 2, AutoresetMode.NEXT_STEP)) {
            assertEquals(new Discrete(16, 0), lake.observationSpace());
            assertArrayEquals(
                    new long[] {0, 0}, lake.reset(new long[] {0, 1}).tensor().longs());
            assertArrayEquals(
                    new long[] {4, 1},
                    lake.step(Tensor.of(new long[] {1, 2}, 2))
                            .observations()
                            .tensor()
                            .longs());
        }
    }

    @Test
    void refusesWhatItCannotServe() {
        AutoresetMode mode = AutoresetMode.NEXT_STEP;
        refused(Reason.NOT_PERMITTED, "environment_id", null, () -> remote.open("os:X-v1", Map.of(), 1, mode));
        refused(Reason.LIMIT_EXCEEDED, "lanes", null, () -> remote.open("CartPole-v1", Map.of(), 5000, mode));
        refused(
                Reason.INVALID_ARGUMENT,
                "arguments.num_envs",
                null,
                () -> remote.open("CartPole-v1", Map.of("num_envs", 3), 1, mode));
        refused(
                Reason.ENVIRONMENT_FAILED,
                "",
                null,
                () -> remote.open("FrozenLake-v1", Map.of("map_name", "9x9"), 1, mode));
    }

    @Test
    void aPortInUseEndsItWithOneLine() throws IOException, InterruptedException {
        Process second = new ProcessBuilder(
                        PythonServer.python().toString(), "-m", "keel_gym", "serve", "--bind", server.address())
                .redirectErrorStream(true)
                .start();
        String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, second.waitFor(), output);
        assertTrue(output.contains("keel-gym: Cannot listen on " + server.address()), output);
        assertTrue(output.contains("Choose another"), output);
    }
}
