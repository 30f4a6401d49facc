package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardCommandTest {
    @TempDir
    private Path folder;

    /** A process of its own, and a signal as Ctrl-C and {@code kill} send them. */
    @Test
    void itSaysWhereItServesAndEndsQuietly() throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeelCommand.class.getName(),
                        "dashboard",
                        folder.resolve("runs").toString(),
                        "--bind",
                        "127.0.0.1:0",
                        "--token",
                        "correct-horse")
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            assertTrue(
                    line.matches("keel dashboard of .*/runs: http://127\\.0\\.0\\.1:\\d+/\\?token=correct-horse"),
                    line);
            URI page = URI.create(line.substring(line.indexOf("http:")).replace("/?", "/dashboard.js?"));
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it did not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(143, process.exitValue());
        assertEquals("", Files.readString(errors));
    }

    @Test
    void badInputIsNamed() {
        Keel token = Keel.run("dashboard", "--token", "x", "--bind", "127.0.0.1:0");
        assertEquals(2, token.exitCode());
        assertTrue(token.err().contains("at least 8 characters"), token.err());
        Keel bind = Keel.run("dashboard", "--bind", "6007");
        assertTrue(bind.err().contains("is not HOST:PORT"), bind.err());
    }
}
