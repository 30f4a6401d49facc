package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import keel.env.wire.ConnectionOptions;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EnvServerOptionsTest {
    private static final String SERVER = "--env-server=127.0.0.1:50051";

    @TempDir
    private Path folder;

    private static Optional<ConnectionOptions> parse(Map<String, String> environment, String... args) {
        EnvServerOptions options = CommandLine.populateCommand(new EnvServerOptions(), args);
        return options.connection(options.server(), environment);
    }

    private static void assertRefused(String because, String... args) {
        String message = assertThrows(InvalidConfigException.class, () -> parse(Map.of(), args))
                .getMessage();
        assertTrue(message.contains(because), message);
    }

    @Test
    void theFilesTokenComesBeforeTheVariables() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "of the file\nsecond line\n");
        Map<String, String> variable = Map.of("KEEL_ENV_TOKEN", "of the variable");
        assertEquals(Optional.empty(), parse(Map.of(), SERVER).orElseThrow().token());
        assertEquals(
                Optional.of("of the variable"),
                parse(variable, SERVER).orElseThrow().token());
        assertEquals(
                Optional.of("of the file"),
                parse(variable, SERVER, "--env-token-file=" + file)
                        .orElseThrow()
                        .token());
    }

    @Test
    void certificatesGoIntoTheConnection() {
        ConnectionOptions.Tls tls = parse(Map.of(), SERVER, "--env-ca=a", "--env-cert=c", "--env-key=k")
                .orElseThrow()
                .tls()
                .orElseThrow();
        assertEquals(Optional.of(Path.of("a")), tls.authority());
        assertEquals(Optional.of(new ConnectionOptions.Certificate(Path.of("c"), Path.of("k"))), tls.certificate());
        assertTrue(parse(Map.of(), SERVER).orElseThrow().tls().isEmpty());
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertRefused("Add --env-server", "--env-ca=a");
        assertRefused("belong together", SERVER, "--env-ca=a", "--env-cert=c");
        assertRefused("only shown over an encrypted", SERVER, "--env-cert=c", "--env-key=k");
        assertRefused("cannot be read", SERVER, "--env-token-file=" + folder.resolve("none"));
    }
}
