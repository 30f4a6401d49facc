package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.server.Certificates;
import keel.env.server.EnvServer;
import keel.env.server.ServerOptions;
import keel.env.wire.ConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom the client talks to. */
class SecuredConnectionTest {
    private static final String VALID = "-1H";
    private static final String EXPIRED = "-3d";

    @TempDir
    private Path folder;

    private static EnvServer serve(
            Optional<Certificates> mine, Optional<Path> clientAuthority, Optional<String> token) {
        return EnvServer.start(
                ServerOptions.secured(
                        "127.0.0.1:0",
                        mine.map(files -> new ServerOptions.Tls(files.certificate(), files.key())),
                        clientAuthority,
                        token),
                new NativeEnvironments());
    }

    private static ConnectionOptions trusting(EnvServer server, Certificates trusted) {
        return ConnectionOptions.to(server.address())
                .withTls(new ConnectionOptions.Tls(Optional.of(trusted.authority()), Optional.empty()));
    }

    private static ConnectionOptions showing(EnvServer server, Certificates trusted, Certificates shown) {
        return ConnectionOptions.to(server.address())
                .withTls(new ConnectionOptions.Tls(
                        Optional.of(trusted.authority()),
                        Optional.of(new ConnectionOptions.Certificate(shown.certificate(), shown.key()))));
    }

    private static void assertWelcome(ConnectionOptions options) {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(options)) {
            assertTrue(remote.ids().contains("CartPole-v1"));
        }
    }

    private static void assertRefused(String because, ConnectionOptions options) {
        String message = String.valueOf(assertThrows(EnvException.class, () -> RemoteEnvironments.connect(options))
                .getMessage());
        assertTrue(message.contains(because), message);
    }

    @Test
    void onlyTheRightTokenLetsIn() {
        try (EnvServer server = serve(Optional.empty(), Optional.empty(), Optional.of("right"))) {
            ConnectionOptions none = ConnectionOptions.to(server.address());
            assertWelcome(none.withToken("right"));
            assertRefused("--env-token-file", none.withToken("wrong"));
            assertRefused("--env-token-file", none);
        }
    }

    @Test
    void onlyAServerOfTheTrustedAuthorityIsTalkedTo() throws Exception {
        Certificates mine = Certificates.make(folder, "us", "server", VALID);
        Certificates other = Certificates.make(folder, "them", "other", VALID);
        try (EnvServer server = serve(Optional.of(mine), Optional.empty(), Optional.empty())) {
            assertWelcome(trusting(server, mine));
            assertRefused("No secure connection", trusting(server, other));
            assertRefused("No secure connection", ConnectionOptions.to("tls:" + server.address()));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(server.address()), "without encryption");
        }
    }

    @Test
    void anExpiredCertificateIsRefusedByBothSides() throws Exception {
        Certificates mine = Certificates.make(folder, "us", "server", VALID);
        Certificates old = Certificates.make(folder, "us", "old", EXPIRED);
        try (EnvServer server = serve(Optional.of(old), Optional.empty(), Optional.empty())) {
            assertRefused("still valid", trusting(server, mine));
        }
        try (EnvServer server = serve(Optional.of(mine), Optional.of(mine.authority()), Optional.empty())) {
            assertWelcome(showing(server, mine, mine));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(showing(server, mine, old)));
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsTheRightOne() throws Exception {
        Certificates mine = Certificates.make(folder, "us", "server", VALID);
        Certificates client = Certificates.make(folder, "friends", "client", VALID);
        Certificates stranger = Certificates.make(folder, "strangers", "stranger", VALID);
        try (EnvServer server = serve(Optional.of(mine), Optional.of(client.authority()), Optional.empty())) {
            assertWelcome(showing(server, mine, client));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(showing(server, mine, stranger)));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(trusting(server, mine)));
        }
    }
}
