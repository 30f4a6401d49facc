package keel.env.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * keel-gym, serving real Gymnasium on a free loopback port until closed.
 *
 * <p>System property {@code keel.python}: {@code auto} (default) skips the test that asks for the server where Python 3
 * with venv is missing or keel-gym cannot be installed; {@code required} fails it.
 */
public final class PythonServer implements AutoCloseable {
    private static final String READY = "keel-gym serving on ";
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final String address;

    private PythonServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Installs keel-gym if needed (a minute, once), and starts it. */
    public static PythonServer start() {
        return start("127.0.0.1:0");
    }

    /**
     * As {@link #start()} at an address.
     *
     * @param flags of {@code python -m keel_gym serve}; modules for {@code --import} may lie in {@code src/test/python}
     */
    public static PythonServer start(String bind, String... flags) {
        List<String> command = new ArrayList<>(
                List.of(python().toString(), "-m", "keel_gym", "serve", "--bind", bind, "--drain", "2"));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put(
                        "PYTHONPATH",
                        PythonInstallation.module().resolve("src/test/python").toString());
        Process process = null;
        try {
            process = builder.start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            if (line == null || !line.startsWith(READY)) {
                throw new IllegalStateException("keel-gym should have said where it serves, but said: " + line);
            }
            return new PythonServer(process, line.substring(READY.length()));
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            if (e instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("keel-gym did not start: " + e.getMessage(), e);
        }
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A Python that has keel-gym; skips or fails the test where there is none. */
    public static Path python() {
        try {
            return PythonInstallation.python();
        } catch (IOException e) {
            String message = "Python 3 with venv and keel-gym is not to be had: " + e.getMessage();
            if (System.getProperty("keel.python", "auto").equals("required")) {
                throw new IllegalStateException(message, e);
            }
            return Assumptions.abort(message + " (skipped; -Dkeel.python=required makes this a failure)");
        }
    }

    /** {@code HOST:PORT}. */
    public String address() {
        return address;
    }

    /** Asks it to stop, as Ctrl-C does, and returns its exit code. */
    public int stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("keel-gym did not stop within " + STOP_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
