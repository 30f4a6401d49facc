package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.GroupedVectorEnv;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.wire.ConnectionOptions;
import keel.env.wire.OddServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that keep the greeting and break the rest. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OddServersTest {
    private static VectorEnv open(RemoteEnvironments remote) {
        return remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.SAME_STEP);
    }

    @Test
    void aServerThatBreaksEveryStreamIsGivenUp() throws IOException {
        try (OddServer server = new OddServer((session, request) -> Optional.empty());
                RemoteEnvironments remote = RemoteEnvironments.connect(
                        ConnectionOptions.to(server.address()).withReconnectLimit(Duration.ofSeconds(1)))) {
            VectorEnv env = open(remote);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(15), () -> assertThrows(EnvException.class, () -> env.reset(1)));
        }
    }

    /** Session 1 is lost after its reset, session 2 at once. */
    @Test
    void aSecondRestartWhileTheFirstIsMendedIsMendedToo() throws IOException {
        try (OddServer server = new OddServer((session, request) -> session == 2 || (session == 1 && request.hasStep())
                        ? OddServer.unknown()
                        : OddServer.showing(request, session));
                RemoteEnvironments remote = RemoteEnvironments.connect(server.address())) {
            VectorEnv env = open(remote);
            env.reset(1);
            VectorStep cut = env.step(Tensor.of(new long[] {0}, 1));
            assertArrayEquals(new boolean[] {true}, cut.truncated());
            assertEquals(Batch.of(Tensor.of(new long[] {3}, 1)), cut.observations());
        }
    }

    @Test
    void aReplyWithoutGroupsIsOfAllOfThem() throws IOException {
        try (OddServer server = new OddServer((session, request) -> OddServer.showing(request, 4));
                RemoteEnvironments remote = RemoteEnvironments.connect(server.address())) {
            GroupedVectorEnv env = (GroupedVectorEnv) open(remote);
            env.reset(1);
            GroupedVectorEnv.ReadyStep ready = env.exchange(new int[] {0}, Batch.of(Tensor.of(new long[1], 1)), 1);
            assertArrayEquals(new int[] {0}, ready.groups());
            assertEquals(1, ready.step().rewards().length);
        }
    }

    /** The step is refused; the close is answered a little later. */
    @Test
    void closingWaitsForItsOwnReply() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        try (OddServer server = new OddServer((session, request) -> {
                    if (request.hasStep()) {
                        return OddServer.refused();
                    }
                    if (request.hasClose()) {
                        pause();
                        closed.set(true);
                    }
                    return OddServer.showing(request, session);
                });
                RemoteEnvironments remote = RemoteEnvironments.connect(server.address())) {
            GroupedVectorEnv env = (GroupedVectorEnv) open(remote);
            env.reset(1);
            env.send(0, Batch.of(Tensor.of(new long[1], 1)));
            env.close();
            assertTrue(closed.get());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
