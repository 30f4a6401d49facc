package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import keel.env.server.ServerOptions;
import keel.env.wire.ConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and certificates, right and wrong. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SecuredConnectionTest {
    private static final String PASSWORD = "password";

    @TempDir
    private Path folder;

    /** A certificate that is its own authority. */
    private record Identity(Path certificate, Path key) {}

    /** By the JDK's keytool, for 127.0.0.1. */
    private Identity identity(String name, String... validity)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "me",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:c",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(validity));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new Identity(
                pem(name + ".crt", "CERTIFICATE", keys.getCertificate("me").getEncoded()),
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        keys.getKey("me", PASSWORD.toCharArray()).getEncoded()));
    }

    private Path pem(String file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static EnvServer serve(ServerOptions options) {
        return EnvServer.start(options, new NativeEnvironments());
    }

    private static ConnectionOptions trusting(EnvServer server, Path authority) {
        return ConnectionOptions.to(server.address())
                .withTls(new ConnectionOptions.Tls(Optional.of(authority), Optional.empty()));
    }

    private static void assertWelcome(ConnectionOptions options) {
        try (RemoteEnvironments remote = RemoteEnvironments.connect(options)) {
            assertTrue(remote.ids().contains("CartPole-v1"));
        }
    }

    private static void assertRefused(String because, ConnectionOptions options) {
        String message = assertThrows(EnvException.class, () -> RemoteEnvironments.connect(options))
                .getMessage();
        assertTrue(message.contains(because), message);
    }

    @Test
    void onlyTheRightTokenLetsIn() {
        try (EnvServer server = serve(ServerOptions.on("127.0.0.1:0").withToken("right"))) {
            ConnectionOptions none = ConnectionOptions.to(server.address());
            assertWelcome(none.withToken("right"));
            assertRefused("--env-token-file", none.withToken("wrong"));
            assertRefused("--env-token-file", none);
        }
    }

    @Test
    void onlyAServerOfTheTrustedAuthorityIsTalkedTo() throws Exception {
        Identity mine = identity("mine");
        Identity other = identity("other");
        try (EnvServer server =
                serve(ServerOptions.on("127.0.0.1:0").withCertificate(mine.certificate(), mine.key()))) {
            assertWelcome(trusting(server, mine.certificate()));
            assertRefused("No secure connection", trusting(server, other.certificate()));
            assertRefused("No secure connection", ConnectionOptions.to("tls:" + server.address()));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(server.address()), "without encryption");
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsTheRightOne() throws Exception {
        Identity mine = identity("mine");
        Identity client = identity("client");
        Identity stranger = identity("stranger");
        try (EnvServer server = serve(ServerOptions.on("127.0.0.1:0")
                .withCertificate(mine.certificate(), mine.key())
                .withClientAuthority(client.certificate()))) {
            assertWelcome(showing(server, mine, client));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(showing(server, mine, stranger)));
            assertThrows(EnvException.class, () -> RemoteEnvironments.connect(trusting(server, mine.certificate())));
        }
    }

    private static ConnectionOptions showing(EnvServer server, Identity trusted, Identity shown) {
        return ConnectionOptions.to(server.address())
                .withTls(new ConnectionOptions.Tls(
                        Optional.of(trusted.certificate()),
                        Optional.of(new ConnectionOptions.Certificate(shown.certificate(), shown.key()))));
    }
}
