package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.server.EnvServer;
import keel.env.wire.ConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions over a proxy that loses connections. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LostConnectionTest {
    private static final int STEPS = 120;
    private static final int LANES = 3;

    private final CountedSteps environments = new CountedSteps();
    private final EnvServer server = EnvServer.start("127.0.0.1:0", environments);
    private final FaultyProxy proxy = FaultyProxy.before(server.port());

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void stepsAreThoseOfAnUndisturbedRunWhereverTheConnectionIsLost(AutoresetMode mode) {
        List<String> undisturbed;
        try (VectorEnv env = new NativeEnvironments().open("CartPole-v1", Map.of(), LANES, mode)) {
            undisturbed = run(env, () -> {});
        }
        Random moments = new Random(7);
        try (RemoteEnvironments remote = RemoteEnvironments.connect(proxy.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), LANES, mode)) {
            List<String> disturbed = run(env, () -> {
                switch (moments.nextInt(12)) {
                    case 0 -> proxy.drop();
                    case 1 -> proxy.dropNextReply();
                    default -> {}
                }
            });
            assertEquals(undisturbed, disturbed);
            assertTrue(proxy.accepted() > 5, proxy.accepted() + " connections");
            assertEquals(STEPS, environments.steps(), "each step once");
        }
    }

    /** Rows of a run with fixed actions, in text; lanes that ended are reset by hand where nobody else does. */
    private static List<String> run(VectorEnv env, Runnable beforeEach) {
        List<String> rows = new ArrayList<>();
        Random choice = new Random(3);
        rows.add(env.reset(10, 11, 12).toString());
        for (int t = 0; t < STEPS; t++) {
            long[] actions = choice.longs(LANES, 0, 2).toArray();
            beforeEach.run();
            VectorStep step = env.step(Tensor.of(actions, LANES));
            rows.add(step.observations()
                    + Arrays.toString(step.rewards())
                    + Arrays.toString(step.terminated())
                    + Arrays.toString(step.truncated())
                    + step.finalObservations());
            boolean[] ended = new boolean[LANES];
            boolean any = false;
            for (int lane = 0; lane < LANES; lane++) {
                ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                any |= ended[lane];
            }
            if (any && env.autoreset() == AutoresetMode.DISABLED) {
                beforeEach.run();
                rows.add(env.reset(ResetRequest.ALL.only(ended)).observations().toString());
            }
        }
        return rows;
    }

    @Test
    void aStepThatWasDoneBeforeItsReplyWasLostIsNotDoneAgain() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(proxy.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP);
                VectorEnv local = new NativeEnvironments().open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP)) {
            env.reset(5);
            local.reset(5);
            int before = proxy.accepted();
            for (int t = 0; t < 4; t++) {
                proxy.dropNextReply();
                Tensor right = Tensor.of(new long[] {1}, 1);
                assertEquals(local.step(right).observations(), env.step(right).observations());
            }
            assertTrue(proxy.accepted() >= before + 4, "a connection a step");
            assertEquals(4, environments.steps());
            assertEquals(1, server.openSessions());
        }
    }

    @Test
    void aServerThatNeverAnswersIsNotWaitedForForEver() {
        ConnectionOptions options = ConnectionOptions.to(proxy.address()).withStepLimit(Duration.ofMillis(50));
        try (RemoteEnvironments remote = RemoteEnvironments.connect(options)) {
            VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP);
            env.reset(5);
            proxy.hold();
            EnvException failure = assertThrows(EnvException.class, () -> env.step(Tensor.of(new long[] {1}, 1)));
            assertTrue(failure.getMessage().contains("did not answer within"), failure.getMessage());
            assertEquals(failure, assertThrows(EnvException.class, () -> env.reset(5)));
        }
    }

    @Test
    void whatAcceptsAndSaysNothingIsNamedWhenConnecting() {
        proxy.hold();
        String message = assertThrows(EnvException.class, () -> RemoteEnvironments.connect(proxy.address()))
                .getMessage();
        assertTrue(message.contains(proxy.address()) && message.contains("5 seconds"), message);
    }

    @Test
    void aConnectionThatDoesNotComeBackIsGivenUpAtTheLimit() {
        ConnectionOptions options = ConnectionOptions.to(proxy.address()).withReconnectLimit(Duration.ofSeconds(1));
        try (RemoteEnvironments remote = RemoteEnvironments.connect(options)) {
            VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP);
            env.reset(5);
            proxy.close();
            EnvException failure = assertThrows(EnvException.class, () -> env.step(Tensor.of(new long[] {1}, 1)));
            assertTrue(failure.getMessage().contains("Tried again for 1 seconds"), failure.getMessage());
            assertEquals(failure, assertThrows(EnvException.class, () -> env.reset(5)));
        }
    }

    @Test
    void closingWhileTheServerIsGoneReturns() {
        RemoteEnvironments remote = RemoteEnvironments.connect(proxy.address());
        VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP);
        env.reset(5);
        proxy.close();
        server.close();
        env.close();
        remote.close();
        assertThrows(EnvException.class, () -> env.reset(5));
    }

    @Test
    void refusalsDoNotEndASessionThatWasTakenUpAgain() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(proxy.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP)) {
            env.reset(5);
            proxy.drop();
            assertThrows(RefusedException.class, () -> env.step(Tensor.of(new long[] {7}, 1)));
            proxy.drop();
            assertArrayEquals(
                    new double[] {1}, env.step(Tensor.of(new long[] {1}, 1)).rewards());
        }
    }
}
