package keel.env.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A virtual environment with keel-gym and what its tests need in it, kept under {@code envs-bridge/target/python-venv} and made anew when the
 * package's sources change.
 */
final class PythonInstallation {
    private static final long INSTALL_MINUTES = 5;

    private PythonInstallation() {}

    /**
     * The virtual environment's Python.
     *
     * @throws IOException if Python 3 with venv is missing or the installation fails; the message has the last output
     */
    static Path python() throws IOException {
        Path module = module();
        Path sources = module.resolve("python");
        Path venvs = module.resolve("target/python-venv");
        Path venv = venvs.resolve(hash(sources));
        Path python = venv.resolve("bin/python");
        Path complete = venv.resolve("complete");
        if (Files.exists(complete)) {
            return python;
        }
        Files.createDirectories(venvs);
        run(List.of("python3", "-m", "venv", "--clear", venv.toString()));
        // From a copy, so that the build leaves nothing behind in the sources.
        Path copy = venv.resolve("keel-gym-sources");
        copy(sources, copy);
        run(List.of(
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                copy + "[test,types]"));
        Files.createFile(complete);
        return python;
    }

    /** The envs-bridge folder, from whichever module of the build the test runs in. */
    static Path module() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("envs-bridge");
            if (Files.exists(candidate.resolve("python/pyproject.toml"))) {
                return candidate;
            }
        }
        throw new IllegalStateException(
                "envs-bridge/python is in no folder above " + Path.of("").toAbsolutePath());
    }

    private static String hash(Path sources) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        for (Path file : packaged(sources)) {
            digest.update(sources.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    }

    private static List<Path> packaged(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        String path = sources.relativize(file).toString();
                        return (path.startsWith("src") || path.equals("pyproject.toml") || path.equals("README.md"))
                                && !path.contains("__pycache__")
                                && !path.contains(".egg-info");
                    })
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path sources, Path target) throws IOException {
        for (Path file : packaged(sources)) {
            Path copied = target.resolve(sources.relativize(file).toString());
            Files.createDirectories(copied.getParent());
            Files.copy(file, copied);
        }
    }

    private static void run(List<String> command) throws IOException {
        Path log = Files.createTempFile("keel-python", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " took longer than " + INSTALL_MINUTES + " minutes.");
            }
            if (process.exitValue() != 0) {
                String output = Files.readString(log);
                throw new IOException(command + " failed with exit code " + process.exitValue() + ": "
                        + output.substring(Math.max(0, output.length() - 2000)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while running " + command, e));
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
