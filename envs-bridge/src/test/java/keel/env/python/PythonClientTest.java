package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python client against the server in Java: Gymnasium's own check, and equality with local Gymnasium. */
class PythonClientTest {
    private static final long MINUTES = 5;

    @TempDir
    private Path folder;

    @Test
    void everyEnvironmentPassesGymnasiumsCheckAndStepsAsTheOriginal() throws IOException, InterruptedException {
        Path python = PythonServer.python();
        Path script = PythonInstallation.module().resolve("src/test/python/check_keel_client.py");
        Path output = folder.resolve("output");
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            Process process = new ProcessBuilder(python.toString(), script.toString(), server.address())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertEquals(0, process.exitValue(), () -> text(output));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no output: " + e.getMessage();
        }
    }
}
