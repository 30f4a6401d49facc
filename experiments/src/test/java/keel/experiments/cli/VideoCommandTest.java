package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoCommandTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void train() {
        Keel trained = Keel.run(
                "run",
                "cartpole-dqn",
                "--seeds",
                "0..1",
                "--quiet",
                "--out",
                folder.toString(),
                "--set",
                "length.env-steps=800",
                "--set",
                "evaluation={every-env-steps: 400, episodes: 2, final-episodes: 2, stochastic: true}");
        assertEquals(0, trained.exitCode(), trained.err());
    }

    private static Path run(long seed) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> path.endsWith("seed-" + seed))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long files(Path of) throws IOException {
        try (Stream<Path> inside = Files.list(of)) {
            return inside.count();
        }
    }

    @Test
    void aGifOfTheLastPolicyGoesIntoTheRunsFolder() throws IOException {
        Keel video = Keel.run("video", run(0).toString(), "--episode-seed", "7");
        assertEquals(0, video.exitCode(), video.err());
        Path gif = run(0).resolve("last-7.gif");
        assertTrue(
                video.out().matches("(?s)return \\d.*, length \\d+, last policy, episode seed 7: .*last-7\\.gif\\s+"),
                video.out());
        assertArrayEquals(
                new byte[] {'G', 'I', 'F', '8', '9', 'a'},
                Files.newInputStream(gif).readNBytes(6));
    }

    /** CartPole gives a reward of 1 a step. */
    @Test
    void aServersPicturesAreTheSame() throws IOException {
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        String[] options = {"--policy", "best", "--stochastic", "--json", "-o"};
        Keel local = video(run(1), here, options);
        JsonNode told = new ObjectMapper().readTree(local.out());
        assertEquals(told.path("return").asDouble(), told.path("length").asDouble());
        assertEquals(told.path("length").asLong() + 1, files(here));
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            video(run(1), there, "--env-server", server.address(), "--policy", "best", "--stochastic", "-o");
        }
        assertEquals(files(here), files(there));
        assertEquals(-1, Files.mismatch(here.resolve("frame-00005.png"), there.resolve("frame-00005.png")));
    }

    private static Keel video(Path run, Path target, String... options) {
        String[] all = Stream.of(Stream.of("video", run.toString()), Stream.of(options), Stream.of(target.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new);
        Keel video = Keel.run(all);
        assertEquals(0, video.exitCode(), video.err());
        return video;
    }

    @Test
    void whatCannotBeShownIsSaid() throws IOException {
        Keel two = Keel.run("video", folder.toString());
        assertEquals(ExitCode.USAGE, two.exitCode());
        assertTrue(two.err().contains("holds 2 runs, but a video shows one"), two.err());
        Keel early = Keel.run("video", run(0).toString(), "--max-steps", "0");
        assertEquals(ExitCode.USAGE, early.exitCode());
        Path policies = run(0).resolve("checkpoint");
        Path hidden = folder.resolve("hidden.keel");
        Files.move(policies.resolve("best-policy.keel"), hidden);
        Keel missing = Keel.run("video", run(0).toString(), "--policy", "best");
        Files.move(hidden, policies.resolve("best-policy.keel"));
        assertEquals(ExitCode.FAILED, missing.exitCode());
        assertTrue(
                missing.err().contains("There is no policy") && missing.err().contains("keel resume"), missing.err());
    }
}
