package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MOST_SECONDS = 120;

    @TempDir
    private Path folder;

    private Path killed() {
        return folder.resolve("killed");
    }

    /** Long enough to be killed in the middle, small enough for a test. */
    private static List<String> run(String preset, Path out) {
        List<String> args = new ArrayList<>(List.of("run", preset, "--out", out.toString(), "--quiet"));
        if (preset.endsWith("dqn")) {
            args.addAll(List.of("--set", "networks.q.hidden=[16]", "--set", "dqn.batch=16"));
        }
        args.addAll(
                preset.startsWith("ring")
                        ? List.of(
                                "--seeds", "3,4",
                                "--set", "length.iterations=3000",
                                "--set", "gan.batch=32",
                                "--set", "evaluation.every-iterations=500",
                                "--set", "networks.generator.hidden=[16]",
                                "--set", "networks.discriminator.hidden=[16]")
                        : List.of(
                                "--seeds", "3,4",
                                "--set", "length.env-steps=20000",
                                "--set", "evaluation.every-env-steps=2000",
                                "--set", "evaluation.final-episodes=3"));
        return args;
    }

    /** A process of its own, killed without warning once it has written checkpoints. */
    private void runAndKill(String preset) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KeelCommand.class.getName()));
        command.addAll(run(preset, killed()));
        command.addAll(List.of("--checkpoint-every", "0"));
        File log = folder.resolve("log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            while (!everyRunIsUnderWay() && process.isAlive() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            // Some more rounds, so that the checkpoint is not the one before the first.
            Thread.sleep(300);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals(2, files("state.keel").size(), () -> "it was not killed in the middle: " + log);
        assertEquals(List.of(), files("outcome.json"));
    }

    /** Both have a checkpoint, and one after something was measured: metrics are written out before each. */
    private boolean everyRunIsUnderWay() throws IOException {
        boolean measured = files("state.keel").size() == 2;
        for (Path metrics : files("metrics.jsonl")) {
            measured &= Files.size(metrics) > 500;
        }
        return measured;
    }

    private List<Path> files(String name) throws IOException {
        if (!Files.exists(killed())) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(killed())) {
            return tree.filter(path -> path.endsWith(name)).sorted().toList();
        }
    }

    private static List<String> metrics(Path out) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(out)) {
            for (Path file :
                    tree.filter(path -> path.endsWith("metrics.jsonl")).sorted().toList()) {
                Files.readAllLines(file).forEach(line -> lines.add(line.replaceAll("\"wall_s\":[0-9.E-]+,", "")));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cartpole-a2c", "cartpole-dqn", "ring-gan"})
    void aKilledRunGoesOnAndEndsWithTheBytesOfOneThatWasNot(String preset) throws IOException, InterruptedException {
        runAndKill(preset);
        Keel resumed = Keel.run("resume", killed().toString(), "--json");
        assertEquals(0, resumed.exitCode(), resumed.err());
        JsonNode runs = MAPPER.readTree(resumed.out());
        assertEquals(2, runs.size());
        runs.forEach(run -> assertEquals("completed", run.get("status").textValue()));

        Path whole = folder.resolve("whole");
        Keel uninterrupted = Keel.run(run(preset, whole).toArray(String[]::new));
        assertEquals(0, uninterrupted.exitCode(), uninterrupted.err());
        assertEquals(metrics(whole), metrics(killed()));
        assertEquals(List.of(), files("state.keel"), "nobody needs it any more");
        for (Path meta : files("meta.json")) {
            JsonNode resumption = MAPPER.readTree(meta.toFile()).get("resumed").get(0);
            assertTrue(resumption.get("from").longValue() > 0, "it began anew");
        }

        Keel again = Keel.run("resume", killed().toString());
        assertEquals(0, again.exitCode());
        assertTrue(again.err().contains("2 of 2 runs have ended already"), again.err());
    }

    @Test
    void checkpointsThatCannotBeUsedAreAllNamedAndNothingIsTouched() throws IOException, InterruptedException {
        runAndKill("cartpole-a2c");
        List<Path> states = files("state.keel");
        byte[] first = Files.readAllBytes(states.get(0));
        Files.write(states.get(0), Arrays.copyOf(first, first.length / 2));
        byte[] second = Files.readAllBytes(states.get(1));
        ByteBuffer.wrap(second).putInt(8, 7);
        Files.write(states.get(1), second);
        List<String> before = metrics(killed());

        Keel keel = Keel.run("resume", killed().toString());
        assertEquals(2, keel.exitCode());
        assertTrue(keel.err().contains("cut short") && keel.err().contains("checkpoint format 7"), keel.err());
        assertEquals(before, metrics(killed()));
        assertEquals(List.of(), files("outcome.json"));

        // What the message proposes: without its checkpoint a run starts anew.
        for (Path state : states) {
            Files.delete(state);
        }
        assertEquals(0, Keel.run("resume", killed().toString(), "--quiet").exitCode());
        Path whole = folder.resolve("whole");
        Keel.run(run("cartpole-a2c", whole).toArray(String[]::new));
        assertEquals(metrics(whole), metrics(killed()));
    }

    /** Otherwise the rest of the run would be trained with another discount, under the id of the first. */
    @Test
    void aConfigurationThatWasChangedIsRefused() throws IOException, InterruptedException {
        runAndKill("cartpole-a2c");
        Path config = files("config.yaml").get(1);
        String whole = Files.readString(config);
        Files.writeString(config, whole.replace("discount: 0.99", "discount: 0.98"));
        byte[] state = Files.readAllBytes(files("state.keel").get(1));
        Keel changed = Keel.run("resume", killed().toString(), "--quiet");
        assertEquals(2, changed.exitCode(), changed.out());
        assertTrue(changed.err().contains("the file was changed. Restore it"), changed.err());
        assertArrayEquals(state, Files.readAllBytes(files("state.keel").get(1)));
        Files.writeString(config, whole);
        assertEquals(0, Keel.run("resume", killed().toString(), "--quiet").exitCode());
    }

    /** Native environments would be another thing than the server's, without a word. */
    @Test
    void aRunOfAServersEnvironmentsAsksForAServer() throws IOException, InterruptedException {
        runAndKill("cartpole-a2c");
        Path meta = files("meta.json").get(0);
        Files.writeString(
                meta,
                Files.readString(meta).replace("\"native\"", "\"127.0.0.1:50051 (keel-gym 0.1.0, gymnasium 1.3.0)\""));
        List<String> before = metrics(killed());
        Keel keel = Keel.run("resume", killed().toString(), "--quiet");
        assertEquals(2, keel.exitCode(), keel.out());
        assertTrue(keel.err().contains("from the server 127.0.0.1:50051 (keel-gym"), keel.err());
        assertTrue(keel.err().contains("--env-server ADDRESS"), keel.err());
        assertEquals(before, metrics(killed()));
    }

    @Test
    void metricsShorterThanTheCheckpointSaysAreAFailureWithItsReason() throws IOException, InterruptedException {
        runAndKill("cartpole-a2c");
        Path metrics = files("metrics.jsonl").get(0);
        Files.write(metrics, Arrays.copyOf(Files.readAllBytes(metrics), 10));
        Keel keel = Keel.run("resume", metrics.getParent().toString());
        assertEquals(1, keel.exitCode());
        assertTrue(keel.out().contains("has 10 bytes, but had"), keel.out());
    }

    @Test
    void aRunThatIsBeingTrainedIsLeftAlone() throws IOException, InterruptedException {
        runAndKill("cartpole-a2c");
        Path run = files("state.keel").get(0).getParent().getParent();
        byte[] state = Files.readAllBytes(files("state.keel").get(0));
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals('!', holder.getInputStream().read(), "the lock is not held");
            Keel keel = Keel.run("resume", killed().toString());
            assertEquals(2, keel.exitCode());
            assertTrue(keel.err().contains(run + " is being trained by another process"), keel.err());
            assertArrayEquals(state, Files.readAllBytes(files("state.keel").get(0)));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertEquals(0, Keel.run("resume", killed().toString(), "--quiet").exitCode(), "a dead process holds nothing");
    }

    @Test
    void theGuardOnTheGradientEndsARunAndTheOutcomeTellsWhatCameBefore() throws IOException {
        Path out = folder.resolve("guarded");
        Keel keel = Keel.run(
                "run",
                "cartpole-a2c",
                "--out",
                out.toString(),
                "--quiet",
                "--set",
                "rates.critic={type: exponential, initial: 1e-3, decay: 1}",
                "--set",
                "length.env-steps=8000",
                "--set",
                "guard={gradient-norm-factor: 1.5, window: 20}");
        assertEquals(3, keel.exitCode(), keel.err());
        try (Stream<Path> tree = Files.walk(out)) {
            Path file = tree.filter(path -> path.endsWith("outcome.json"))
                    .findFirst()
                    .orElseThrow();
            JsonNode divergence = MAPPER.readTree(file.toFile()).get("divergence");
            JsonNode recent = divergence
                    .get("recent_updates")
                    .get(divergence.get("network").textValue());
            JsonNode at = divergence.get("at");
            assertEquals(Math.min(100, at.get("update").longValue()), recent.size());
            assertEquals(
                    at.get("update").longValue() - 1,
                    recent.get(recent.size() - 1).get("update").longValue());
            assertEquals(divergence.get("value"), at.get("gradient_norm"));
            assertTrue(keel.out().contains("times the median of the last 20 updates"), keel.out());
            assertFalse(divergence.get("recent_updates").get("actor").isEmpty());
        }
    }

    @Test
    void guardsThatCannotBeRightAreNamed() {
        Keel keel = Keel.run("show", "cartpole-a2c", "--set", "guard={gradient-norm-factor: 0.5, windw: 3}");
        assertEquals(2, keel.exitCode());
        assertTrue(
                keel.err().contains("guard.windw is unknown") && keel.err().contains("guard.window is missing"),
                keel.err());
    }
}
