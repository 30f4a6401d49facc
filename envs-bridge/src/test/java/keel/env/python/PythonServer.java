package keel.env.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * {@code python -m keel_gym serve} on a free port, from a virtual environment that is made once for each state of the Python
 * package's requirements. Where Python 3 with venv is missing, or pip cannot install, tests are skipped, unless the system property
 * {@code keel.python} is {@code required}: then they fail.
 */
public final class PythonServer implements AutoCloseable {
    private static final String READY = "keel-gym serving on ";
    private static final long INSTALL_MINUTES = 10;

    private final Process process;
    private final String address;

    private PythonServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts a server, or skips the test. */
    public static PythonServer start() {
        try {
            Path python = python();
            Process process = new ProcessBuilder(python.toString(), "-m", "keel_gym", "serve", "--bind", "127.0.0.1:0")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            if (line == null || !line.startsWith(READY)) {
                process.destroy();
                throw new IllegalStateException("keel_gym did not start; it said: " + line);
            }
            return new PythonServer(process, line.substring(READY.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HOST:PORT. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The interpreter of an environment in which keel-gym and pytest are installed. */
    static synchronized Path python() throws IOException {
        Path source = packageFolder();
        String requirements = Files.readString(source.resolve("pyproject.toml"));
        Path environment =
                source.resolveSibling("target").resolve("python-venv-" + Integer.toHexString(requirements.hashCode()));
        Path python = environment.resolve("bin").resolve("python");
        Path complete = environment.resolve("complete");
        if (!Files.exists(complete)) {
            Files.createDirectories(environment.getParent());
            run(environment.getParent(), "python3", "-m", "venv", "--clear", environment.toString());
            run(
                    environment.getParent(),
                    python.toString(),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--editable",
                    source + "[test]");
            Files.createFile(complete);
        }
        return python;
    }

    /** {@code envs-bridge/python}, from whichever module's folder tests run in. */
    static Path packageFolder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("envs-bridge").resolve("python");
            if (Files.exists(candidate.resolve("pyproject.toml"))) {
                return candidate;
            }
        }
        throw new IllegalStateException(
                "envs-bridge/python is not above " + Path.of("").toAbsolutePath());
    }

    private static void run(Path log, String... command) throws IOException {
        Path output = log.resolve("python-setup.log");
        String failure;
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                failure = "took more than " + INSTALL_MINUTES + " minutes";
            } else if (process.exitValue() == 0) {
                return;
            } else {
                failure = Files.readString(output);
            }
        } catch (IOException e) {
            failure = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "interrupted";
        }
        String message = String.join(" ", command) + ": " + failure;
        if ("required".equals(System.getProperty("keel.python"))) {
            throw new IllegalStateException("Python is required (-Dkeel.python=required), but " + message);
        }
        Assumptions.abort("Python is not available: " + message);
    }
}
