package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.server.EnvServer;
import keel.env.wire.ConnectionOptions;
import keel.env.wire.ServerLimits;
import keel.env.wire.SessionLostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that comes back at the same address without its sessions. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RestartedServerTest {
    /** NumPy 2: {@code SeedSequence(s, spawn_key=(r,)).generate_state(1, uint64)[0] >> 1} for s = 10, 11. */
    private static final long[] AFTER_FIRST = {5689719727967544503L, 6378612423709111291L};

    private static final long[] AFTER_SECOND = {910329544141658074L, 3221950662447838672L};

    private final NativeEnvironments environments = new NativeEnvironments();
    private EnvServer server = EnvServer.start("127.0.0.1:0", environments);

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart() {
        server.close();
        server = EnvServer.start(server.address(), environments);
    }

    private static Tensor right() {
        return Tensor.of(new long[] {1, 1}, 2);
    }

    private static Batch copy(VectorEnv env, Batch live) {
        return live.slice(env.observationSpace(), 2, 0, 2);
    }

    private Batch firstObservations(long... seeds) {
        try (VectorEnv env = environments.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            return env.reset(seeds);
        }
    }

    private static void assertCut(VectorStep step, long[] seeds) {
        assertArrayEquals(new boolean[] {true, true}, step.truncated());
        assertArrayEquals(new boolean[2], step.terminated());
        assertArrayEquals(new double[2], step.rewards());
        for (int lane = 0; lane < 2; lane++) {
            assertEquals(
                    Map.of("server_restarted", true, "seed", seeds[lane]),
                    step.infos().lane(lane));
        }
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void theStepInFlightShowsEveryLaneCutOff(AutoresetMode mode) {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, mode)) {
            env.reset(10, 11);
            Batch last = copy(env, env.step(right()).observations());
            restart();
            VectorStep cut = env.step(right());
            assertCut(cut, AFTER_FIRST);
            Batch begun = firstObservations(AFTER_FIRST);
            switch (mode) {
                case SAME_STEP -> {
                    assertEquals(last, assertNotNullBatch(cut.finalObservations()));
                    assertEquals(begun, cut.observations());
                }
                case NEXT_STEP -> {
                    assertNull(cut.finalObservations());
                    assertEquals(last, cut.observations());
                    assertThrows(RefusedException.class, () -> env.reset(ResetRequest.ALL.only(true, false)));
                    VectorStep filler = env.step(right());
                    assertEquals(begun, filler.observations());
                    assertArrayEquals(new double[2], filler.rewards());
                }
                case DISABLED -> {
                    assertEquals(last, cut.observations());
                    assertThrows(RefusedException.class, () -> env.step(right()));
                    env.reset(AFTER_FIRST);
                }
            }
            try (VectorEnv local = environments.open("CartPole-v1", Map.of(), 2, mode)) {
                local.reset(AFTER_FIRST);
                VectorStep expected = local.step(right());
                VectorStep step = env.step(right());
                assertEquals(expected.observations(), step.observations());
                assertArrayEquals(new double[] {1, 1}, step.rewards());
                assertTrue(step.infos().isEmpty());
            }
        }
    }

    private static Batch assertNotNullBatch(@Nullable Batch batch) {
        assertNotNull(batch);
        return batch;
    }

    @Test
    void eachRestartGivesOtherSeeds() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset(10, 11);
            restart();
            assertCut(env.step(right()), AFTER_FIRST);
            restart();
            VectorStep second = env.step(right());
            assertCut(second, AFTER_SECOND);
            assertEquals(firstObservations(AFTER_SECOND), second.observations());
        }
    }

    @Test
    void aLaneWithoutSeedIsToldNone() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset();
            restart();
            VectorStep cut = env.step(right());
            assertEquals(Map.of("server_restarted", true), cut.infos().lane(0));
        }
    }

    @Test
    void aResetOfSomeLanesDoesNotReplaceTheOthersSilently() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset(10, 11);
            restart();
            assertThrows(SessionLostException.class, () -> env.reset(ResetRequest.ALL.only(true, false)));
            assertCut(env.step(right()), AFTER_FIRST);
        }
    }

    /** Without seeds the lanes' streams go on, so after a restart they are those of the new seeds. */
    @Test
    void aResetWithoutSeedsIsReproducible() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP);
                VectorEnv local = environments.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset(10, 11);
            restart();
            local.reset(AFTER_FIRST);
            assertEquals(local.reset(), env.reset());
        }
    }

    @Test
    void theCutHasNoInfosOfTheNextEpisode() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("Taxi-v4", Map.of(), 2, AutoresetMode.NEXT_STEP)) {
            env.reset(10, 11);
            restart();
            assertCut(env.step(right()), AFTER_FIRST);
            assertTrue(env.step(right()).infos().lane(0).containsKey("action_mask"));
        }
    }

    @Test
    void aResetIsDoneAgain() {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset(10, 11);
            restart();
            assertEquals(firstObservations(3, 4), env.reset(3, 4));
        }
    }

    /** A session opened after a restart that nobody noticed is a session of the new server, and survives as any other. */
    @Test
    void aSessionOpenedAfterARestartSurvivesALostConnection() {
        FaultyProxy proxy = FaultyProxy.before(server.port());
        try (proxy;
                RemoteEnvironments remote = RemoteEnvironments.connect(proxy.address())) {
            restart();
            try (VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
                env.reset(10, 11);
                proxy.drop();
                VectorStep step = env.step(right());
                assertArrayEquals(new double[] {1, 1}, step.rewards());
                assertTrue(step.infos().isEmpty(), "the session is still there");
            }
        }
    }

    /** Leases of a second, and a client that does nothing for three of them. */
    @Test
    void leasesAreRenewedWhileTheClientDoesSomethingElse() throws InterruptedException {
        server.close();
        ServerLimits limits = new ServerLimits(1 << 20, 10, 10, 1);
        server = EnvServer.start("127.0.0.1:0", environments, limits);
        try (RemoteEnvironments remote = RemoteEnvironments.connect(server.address())) {
            VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP);
            env.reset(10, 11);
            Thread.sleep(3000);
            VectorStep step = env.step(right());
            assertTrue(step.infos().isEmpty(), "the session is still there");
        }
        for (int i = 0; i < 500 && server.openSessions() > 0; i++) {
            Thread.sleep(20);
        }
        assertEquals(0, server.openSessions(), "nobody renews any more");
    }

    @Test
    void aServerThatStaysAwayIsReported() {
        ConnectionOptions options = ConnectionOptions.to(server.address()).withReconnectLimit(Duration.ofSeconds(1));
        try (RemoteEnvironments remote = RemoteEnvironments.connect(options)) {
            VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP);
            env.reset(10, 11);
            server.close();
            String message =
                    assertThrows(EnvException.class, () -> env.step(right())).getMessage();
            assertTrue(message.contains("was lost") && message.contains("Tried again"), message);
        }
    }
}
