package keel.env.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.ProviderContract;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.remote.RemoteEnvironments;
import keel.env.wire.ConnectionOptions;
import keel.env.wire.ServerLimits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Java client against the Java server. */
class EnvServerTest extends ProviderContract {
    private static EnvServer server;
    private static RemoteEnvironments remote;

    @BeforeAll
    static void start() {
        server = EnvServer.start("127.0.0.1:0", new NativeEnvironments());
        remote = RemoteEnvironments.connect(server.address());
    }

    @AfterAll
    static void stop() {
        remote.close();
        server.close();
    }

    @Override
    protected EnvProvider provider() {
        return remote;
    }

    @Test
    void describesTheServer() {
        assertEquals(server.address() + " (keel-java 0.1.0, native)", remote.description());
        assertEquals("1.1", remote.server().protocol());
    }

    @Test
    void sessionsEndWithTheirEnvironment() throws InterruptedException {
        int before = server.openSessions();
        try (VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.NEXT_STEP)) {
            env.reset(new long[] {0});
            assertEquals(before + 1, server.openSessions());
        }
        awaitSessions(before);
    }

    private static void awaitSessions(int count) throws InterruptedException {
        for (int i = 0; i < 200 && server.openSessions() != count; i++) {
            Thread.sleep(10);
        }
        assertEquals(count, server.openSessions());
    }

    @Test
    void aClosedEnvironmentSaysSo() {
        VectorEnv env = remote.open("CartPole-v1", Map.of(), 1, AutoresetMode.NEXT_STEP);
        env.close();
        env.close();
        EnvException failure = assertThrows(EnvException.class, () -> env.reset(new long[] {0}));
        assertTrue(failure.getMessage().contains("closed"), failure.getMessage());
    }

    @Test
    void keepsItsLimits() {
        ServerLimits limits = new ServerLimits(2048, 100, 1, 60);
        try (EnvServer small = EnvServer.start("localhost:0", new NativeEnvironments(), limits);
                RemoteEnvironments client = RemoteEnvironments.connect(small.address())) {
            assertEquals(limits, client.server().limits());
            AutoresetMode mode = AutoresetMode.NEXT_STEP;
            refused(Reason.LIMIT_EXCEEDED, "lanes", null, () -> client.open("CartPole-v1", Map.of(), 101, mode));
            refused(Reason.LIMIT_EXCEEDED, "lanes", null, () -> client.open("CartPole-v1", Map.of(), 100, mode));
            try (VectorEnv first = client.open("CartPole-v1", Map.of(), 1, mode)) {
                first.reset(new long[] {0});
                refused(Reason.LIMIT_EXCEEDED, "", null, () -> client.open("CartPole-v1", Map.of(), 1, mode));
            }
        }
    }

    @Test
    void refusesIdsThatWouldImportCode() {
        refused(
                Reason.NOT_PERMITTED,
                "environment_id",
                null,
                () -> remote.open("os:CartPole-v1", Map.of(), 1, AutoresetMode.NEXT_STEP));
    }

    @Test
    void aServerThatStopsIsReportedAndRemembered() {
        EnvServer brief = EnvServer.start("127.0.0.1:0", new NativeEnvironments());
        try (RemoteEnvironments client =
                RemoteEnvironments.connect(ConnectionOptions.to(brief.address()).withReconnectLimit(Duration.ZERO))) {
            VectorEnv env = client.open("CartPole-v1", Map.of(), 1, AutoresetMode.NEXT_STEP);
            env.reset(new long[] {0});
            brief.close();
            Tensor actions = Tensor.of(new long[] {0}, 1);
            EnvException failure = assertThrows(EnvException.class, () -> env.step(actions));
            assertTrue(failure.getMessage().contains("was lost"), failure.getMessage());
            assertEquals(failure, assertThrows(EnvException.class, () -> env.step(actions)));
        }
    }

    @Test
    void refusesAddressesBeyondThisMachine() {
        message(() -> EnvServer.start("0.0.0.0:0", new NativeEnvironments()), "Refusing", "--tls-cert", "127.0.0.1");
        message(() -> EnvServer.start("50051", new NativeEnvironments()), "HOST:PORT");
        message(() -> EnvServer.start("127.0.0.1:x", new NativeEnvironments()), "not a number");
        message(() -> EnvServer.start("127.0.0.1:70000", new NativeEnvironments()), "65535");
    }

    @Test
    void namesThePortThatIsInUse() {
        message(
                () -> EnvServer.start(server.address(), new NativeEnvironments()),
                "Port " + server.port(),
                "in use",
                "Choose another",
                "port 0");
    }

    @Test
    void aMissingServerIsReportedAtOnce() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        message(
                () -> RemoteEnvironments.connect("127.0.0.1:" + free),
                "No environment server can be reached at 127.0.0.1:" + free,
                "Start one with",
                "refused");
    }

    @Test
    void aListenerThatSaysNothingIsReported() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            message(() -> RemoteEnvironments.connect("127.0.0.1:" + silent.getLocalPort()), "within 5 seconds");
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(8).toNanos());
        }
    }

    private static void message(Runnable call, String... parts) {
        String message =
                String.valueOf(assertThrows(EnvException.class, call::run).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
