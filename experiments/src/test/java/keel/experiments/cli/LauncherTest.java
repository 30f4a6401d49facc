package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the script {@code keel} says before it builds or runs anything. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "keel").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private String refusal(Path script, Path javaHome) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), "presets").redirectErrorStream(true);
        builder.directory(folder.toFile()).environment().put("JAVA_HOME", javaHome.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue(), said);
        return said;
    }

    /** A home whose java only tells its version, without a {@code release} file to read it from. */
    private Path javaThatSays(String lines) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\ncat >&2 <<'END'\n" + lines + "\nEND\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.getParent();
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws IOException, InterruptedException {
        String said = refusal(SCRIPT, folder.resolve("none"));
        assertTrue(said.contains("JAVA_HOME is " + folder.resolve("none")), said);
        assertTrue(said.contains("openjdk-17-jdk-headless"), said);
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() throws IOException, InterruptedException {
        Path home = javaThatSays("Picked up JAVA_TOOL_OPTIONS: -Da=\"99\"\nopenjdk version \"11.0.2\" 2019-01-15");
        assertTrue(refusal(SCRIPT, home).contains("is Java 11."));
        assertTrue(refusal(SCRIPT, javaThatSays("java version \"1.8.0_431\"")).contains("is Java 1."));
    }

    @Test
    void aJavaWithoutACompilerIsRefusedOnlyForBuilding() throws IOException, InterruptedException {
        Path copy = Files.copy(SCRIPT, folder.resolve("keel"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), copy);
        String said = refusal(link, javaThatSays("openjdk version \"21\" 2023-09-19"));
        assertTrue(said.contains("has no compiler beside it"), said);
    }
}
