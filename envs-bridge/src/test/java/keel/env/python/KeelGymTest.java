package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** keel-gym's own tests, which are written in Python. */
class KeelGymTest {
    private static final long MINUTES = 8;

    @TempDir
    private Path folder;

    @Test
    void theTestsOfThePythonPackagePass() throws IOException, InterruptedException {
        Path python = PythonServer.python();
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        python.toString(), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests")
                .directory(PythonInstallation.module().resolve("python").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        assertEquals(0, process.exitValue(), Files.readString(output));
    }
}
