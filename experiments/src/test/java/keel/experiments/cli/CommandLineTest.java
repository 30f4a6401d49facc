package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import keel.env.NativeEnvironments;
import keel.env.python.PythonServer;
import keel.env.server.EnvServer;
import keel.experiments.preset.PresetCatalog;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    private Keel quick(String preset, String... more) {
        List<String> args = new ArrayList<>(List.of("run", preset, "--out", out().toString(), "--quiet"));
        args.addAll(
                preset.startsWith("ring")
                        ? List.of(
                                "--set",
                                "length.iterations=40",
                                "--set",
                                "gan.batch=16",
                                "--set",
                                "evaluation.every-iterations=20",
                                "--set",
                                "networks.generator.hidden=[16]",
                                "--set",
                                "networks.discriminator.hidden=[16]")
                        : List.of(
                                "--set",
                                "length.env-steps=1600",
                                "--set",
                                "evaluation.every-env-steps=400",
                                "--set",
                                "evaluation.final-episodes=3"));
        args.addAll(List.of(more));
        return Keel.run(args.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("runs");
    }

    private List<Path> runs() throws IOException {
        if (!Files.exists(out())) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(out())) {
            return tree.filter(path -> path.endsWith("outcome.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void presetsAndShowAndRatesSpeakTextAndJson() throws IOException {
        assertTrue(Keel.run("presets").out().contains("ring-gan-cyclical"));
        assertEquals(
                new PresetCatalog().entries().size(),
                MAPPER.readTree(Keel.run("presets", "--json").out()).size());
        assertTrue(Keel.run("show", "cartpole-a2c").out().contains("gae-lambda: 1.0"));
        JsonNode rates = MAPPER.readTree(Keel.run("rates", "cartpole-a2c-cyclical", "--updates", "501", "--json")
                .out());
        assertEquals(501, rates.get("actor").size());
        assertEquals(2e-3, rates.get("actor").get(500).doubleValue(), 1e-15);
        assertEquals(7e-4, rates.get("critic").get(3).doubleValue());
        assertTrue(Keel.run("rates", "ring-gan").out().contains("generator (cosine)"));
    }

    @Test
    void aRunLeavesACompleteFolderWhoseNetworksOpenInDl4j() throws IOException {
        Keel keel = quick("cartpole-a2c", "--seed", "3");
        assertEquals(0, keel.exitCode(), keel.err());
        Path run = runs().get(0);
        assertTrue(run.endsWith("seed-3") && keel.out().contains(run.toString()), keel.out());
        JsonNode meta = MAPPER.readTree(run.resolve("meta.json").toFile());
        for (String key : List.of(
                "keel",
                "git_commit",
                "java",
                "os",
                "cpu",
                "cores",
                "engine",
                "blas",
                "threads",
                "seed",
                "start",
                "end",
                "command")) {
            assertTrue(meta.hasNonNull(key), key);
        }
        JsonNode outcome = MAPPER.readTree(run.resolve("outcome.json").toFile());
        assertEquals("completed", outcome.get("status").textValue());
        assertEquals(3, outcome.at("/final_scores/eval~1episodes").intValue());
        assertTrue(Files.exists(run.resolve("config.yaml")));
        try (Stream<Path> files = Files.list(run)) {
            assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("events.out.tfevents.")));
        }
        assertEquals(
                4,
                ModelSerializer.restoreMultiLayerNetwork(
                                run.resolve("checkpoint/actor.zip").toFile())
                        .layerInputSize(0));
        JsonNode line =
                MAPPER.readTree(Files.readAllLines(run.resolve("metrics.jsonl")).get(0));
        assertTrue(line.has("update") && line.has("env_step") && line.has("wall_s"), line.toString());
    }

    @Test
    void howSeedsAreSplitOverThreadsChangesNoByteAndSeedsDiffer() throws IOException {
        for (String preset : List.of("cartpole-a2c", "cartpole-dqn", "ring-gan")) {
            assertEquals(0, quick(preset, "--seeds", "0..2", "--threads", "1").exitCode());
            List<List<String>> together = new ArrayList<>();
            for (Path run : runs()) {
                together.add(Keel.metrics(run));
            }
            deleteRuns();
            assertEquals(0, quick(preset, "--seeds", "0..2", "--threads", "3").exitCode());
            List<List<String>> apart = new ArrayList<>();
            for (Path run : runs()) {
                apart.add(Keel.metrics(run));
            }
            assertEquals(together, apart, preset);
            assertNotEquals(together.get(0), together.get(1), preset);
            deleteRuns();
        }
    }

    private void deleteRuns() throws IOException {
        try (Stream<Path> tree = Files.walk(out())) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void nativeAndServedEnvironmentsGiveTheSameBytes() throws IOException {
        assertEquals(0, quick("cartpole-dqn").exitCode());
        List<String> local = Keel.metrics(runs().get(0));
        deleteRuns();
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            Keel keel = quick("cartpole-dqn", "--env-server", "127.0.0.1:" + server.port());
            assertEquals(0, keel.exitCode(), keel.err());
        }
        assertEquals(local, Keel.metrics(runs().get(0)));
        assertTrue(local.size() > 20);
    }

    /** Four thousand steps of exploring, learning and evaluating, with Gymnasium itself at the other end. */
    @Test
    void realGymnasiumAndOurOwnEnvironmentGiveTheSameBytes() throws IOException {
        String[] length = {"--set", "length.env-steps=4000", "--set", "evaluation.every-env-steps=2000"};
        try (PythonServer server = PythonServer.start()) {
            List<String> args = new ArrayList<>(List.of(length));
            args.addAll(List.of("--env-server", server.address()));
            Keel keel = quick("cartpole-dqn", args.toArray(String[]::new));
            assertEquals(0, keel.exitCode(), keel.err());
        }
        List<String> gymnasium = Keel.metrics(runs().get(0));
        deleteRuns();
        assertEquals(0, quick("cartpole-dqn", length).exitCode());
        assertEquals(Keel.metrics(runs().get(0)), gymnasium);
        assertTrue(gymnasium.stream().anyMatch(line -> line.contains("loss/q")), "nothing was learnt");
    }

    @Test
    void compareAndReportReadWhatRunWrote() throws IOException {
        quick("cartpole-a2c", "--seeds", "0..2", "--set", "rates.actor=7e-4", "--set", "rates.critic=7e-4");
        quick("cartpole-a2c-cyclical", "--seeds", "0..1");
        Keel compare = Keel.run("compare", out().toString());
        assertEquals(0, compare.exitCode(), compare.err());
        assertTrue(compare.out().contains("3 of 3") && compare.out().contains("2 of 2"), compare.out());
        assertTrue(compare.out().matches("(?s).*\\bcartpole-a2c +cartpole-a2c +\\w+ +7.0E-4\\b.*"), compare.out());
        assertTrue(compare.out().contains("{high:0.002, low:1.0E-4, period:1000, type:triangular}"), compare.out());
        String verdicts = compare.out().replaceAll("(?s).*VERDICTS\\R(.*?)\\Rsetting .*", "$1");
        assertTrue(verdicts.replaceAll("\\R", " ").contains("solved 475.0"), verdicts);
        assertTrue(verdicts.lines().allMatch(line -> line.length() <= 100), verdicts);
        assertTrue(compare.out().contains("\n  evidence (one seed's): "), compare.out());
        JsonNode json =
                MAPPER.readTree(Keel.run("compare", out().toString(), "--json").out());
        assertEquals(3, json.at("/settings/0/final/n").intValue());
        assertEquals(2, json.at("/settings/1/worst_drawdown/interval").size());
        Path html = folder.resolve("report.html");
        assertEquals(
                0, Keel.run("report", out().toString(), "-o", html.toString()).exitCode());
        String page = Files.readString(html);
        assertFalse(page.matches("(?s).*(src|href)\\s*=\\s*[\"']https?:.*"), "the report fetches something");
        assertFalse(page.contains("@import") || page.contains("/*DATA*/"));
        Path markdown = folder.resolve("report.md");
        assertEquals(
                0,
                Keel.run("report", out().toString(), "-o", markdown.toString()).exitCode());
        String text = Files.readString(markdown);
        assertTrue(text.contains("| setting | verdict | completed |") && text.contains("| 3 of 3 ["), text);
        assertTrue(text.contains("| setting | preset | id | rates.actor |"), text);
        Path numbers = folder.resolve("numbers");
        assertEquals(
                0,
                Keel.run("report", out().toString(), "-o", numbers.toString(), "--format", "json")
                        .exitCode());
        assertEquals(json, MAPPER.readTree(numbers.toFile()));
        Keel pdf = Keel.run("report", out().toString(), "--format", "pdf");
        assertEquals(2, pdf.exitCode());
        assertTrue(pdf.err().contains("HTML, MD, JSON, PNG"), pdf.err());
        assertTrue(page.contains("\"id\":\"rate/actor\"") && page.contains("\"id\":\"eval/return\""));
        Path pictures = folder.resolve("pictures");
        assertEquals(
                0,
                Keel.run("report", out().toString(), "-o", pictures.toString(), "--format", "png")
                        .exitCode());
        assertTrue(
                Files.exists(pictures.resolve("eval-return.png")) && Files.exists(pictures.resolve("rate-actor.png")));
    }

    @Test
    void aDivergedRunIsAResultAndStaysInTheDenominator() throws IOException {
        Keel diverged = quick("cartpole-a2c", "--set", "rates.critic=1e30");
        assertEquals(3, diverged.exitCode(), diverged.err());
        assertTrue(diverged.out().contains("learning rate 1.0E30"), diverged.out());
        Keel compare = Keel.run("compare", out().toString());
        assertEquals(0, compare.exitCode(), compare.err());
        assertTrue(compare.out().contains("0 of 1") && compare.out().contains("diverged"), compare.out());
        Path html = folder.resolve("report.html");
        assertEquals(
                0, Keel.run("report", out().toString(), "-o", html.toString()).exitCode());
        assertTrue(Files.readString(html).contains("\"verdict\":\"diverged\""));
    }

    @Test
    void aRunThatIsThereIsNeverOverwritten() throws IOException {
        quick("ring-gan", "--seeds", "0..1");
        List<String> before = Keel.metrics(runs().get(1));
        Keel again = quick("ring-gan", "--seeds", "1..2");
        assertEquals(2, again.exitCode());
        assertTrue(again.err().contains(runs().get(1).toString()) && again.err().contains("--out"), again.err());
        assertEquals(before, Keel.metrics(runs().get(1)));
        assertEquals(2, runs().size(), "nothing was begun for the other seed");
    }

    @Test
    void badInputIsNamedAndWritesNothing() throws IOException {
        Keel unknown = quick("cartpole-dqm");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("Did you mean 'cartpole-dqn'?"), unknown.err());
        Keel two = quick("cartpole-dqn", "--set", "dqn.bacth=3", "--set", "rats.q=1");
        assertEquals(2, two.exitCode());
        assertTrue(two.err().contains("dqn.bacth") && two.err().contains("rats"), two.err());
        assertEquals(2, quick("cartpole-dqn", "--set", "rates.q=-1").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--seeds", "4..1").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--seeds", "0,0").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--seed", "1", "--seeds", "2").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--threads", "0").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--confg", "x").exitCode());
        assertEquals(2, quick("cartpole-dqn", "--config", "missing.yaml").exitCode());
        Keel environment = quick("cartpole-dqn", "--set", "environment.id=CartPole-v9");
        assertEquals(1, environment.exitCode());
        assertTrue(environment.err().contains("CartPole-v1"), environment.err());
        Keel command = Keel.run("runn");
        assertEquals(2, command.exitCode());
        assertTrue(command.err().contains("Did you mean"), command.err());
        assertEquals(2, Keel.run().exitCode());
        assertEquals(2, Keel.run("compare", folder.resolve("none").toString()).exitCode());
        assertEquals(2, Keel.run("report", folder.toString()).exitCode());
        assertFalse(Files.exists(out()));
    }

    @Test
    void layersThatDoNotFitAreNamedWithTheirNetwork() throws IOException {
        Keel lstm = quick(
                "cartpole-a2c", "--set", "engine=dl4j", "--set", "networks.critic={layers: [{type: lstm, units: 3}]}");
        assertEquals(2, lstm.exitCode());
        assertTrue(lstm.err().contains("networks.critic: layer 1 of 2 (lstm)"), lstm.err());
        Keel image = quick(
                "ring-gan",
                "--set",
                "networks.generator={input: {channels: 1, height: 4, width: 4}, layers: [{type: convolution, filters: 2, kernel: 3, stride: 1, padding: 0, activation: relu}]}");
        assertEquals(2, image.exitCode());
        assertTrue(
                image.err().contains("networks.generator: engine stacked runs dense")
                        && image.err().contains("layer 1 is convolution. Use engine: dl4j"),
                image.err());
        assertEquals(List.of(), runs());
    }

    @Test
    void anOutputFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Keel keel = Keel.run("run", "ring-gan", "--out", file.toString());
        assertEquals(2, keel.exitCode());
        assertTrue(keel.err().contains("a file, not a folder") && keel.err().contains("--out"), keel.err());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aServerThatIsNotThereAndAPortInUseAreNamed() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            Keel taken = Keel.run("envs", "serve", "--bind", "127.0.0.1:" + port);
            assertEquals(1, taken.exitCode());
            assertTrue(taken.err().contains(Integer.toString(port)), taken.err());
        }
        Keel gone = quick("cartpole-dqn", "--env-server", "127.0.0.1:" + port);
        assertEquals(1, gone.exitCode());
        assertTrue(gone.err().contains("127.0.0.1:" + port), gone.err());
        assertFalse(Files.exists(out()));
        String listed = Keel.run("envs", "list").out();
        for (String id : new NativeEnvironments().ids()) {
            assertTrue(listed.contains(id), listed);
        }
    }
}
