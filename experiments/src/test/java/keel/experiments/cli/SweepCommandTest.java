package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MOST_SECONDS = 120;

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("runs");
    }

    private static List<String> quick(String preset, long length) {
        if (preset.startsWith("ring")) {
            return List.of(
                    "--set", "length.iterations=" + length,
                    "--set", "gan.batch=16",
                    "--set", "evaluation.every-iterations=20",
                    "--set", "networks.generator.hidden=[16]",
                    "--set", "networks.discriminator.hidden=[16]");
        }
        List<String> args = new ArrayList<>(List.of(
                "--set", "length.env-steps=" + length,
                "--set", "evaluation.every-env-steps=800",
                "--set", "evaluation.final-episodes=3"));
        if (preset.endsWith("dqn")) {
            args.addAll(List.of("--set", "networks.q.hidden=[16]", "--set", "dqn.batch=16"));
        }
        return args;
    }

    private List<String> args(String preset, long length, String... more) {
        List<String> args = new ArrayList<>(List.of("sweep", preset, "--out", out().toString(), "--quiet"));
        args.addAll(quick(preset, length));
        args.addAll(Arrays.asList(more));
        return args;
    }

    private Keel sweep(String preset, long length, String... more) {
        return Keel.run(args(preset, length, more).toArray(String[]::new));
    }

    /** By setting and seed: the lines of metrics, without their wall times. */
    private static Map<String, List<String>> metrics(Path out) throws IOException {
        Map<String, List<String>> metrics = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(out)) {
            for (Path file : tree.filter(path -> path.endsWith("metrics.jsonl")).toList()) {
                Path run = file.getParent();
                metrics.put(out.relativize(run).toString(), Keel.metrics(run));
            }
        }
        return metrics;
    }

    private long outcomes() throws IOException {
        try (Stream<Path> tree = Files.walk(out())) {
            return tree.filter(path -> path.endsWith("outcome.json")).count();
        }
    }

    /** Members of one cohort have other rates, optimiser constants and discounts, and each writes what it writes alone. */
    @ParameterizedTest
    @ValueSource(strings = {"cartpole-a2c", "cartpole-dqn", "ring-gan"})
    void everyMemberWritesTheBytesOfItsRunAlone(String preset) throws IOException {
        String[] vary = switch (preset) {
            case "cartpole-a2c" ->
                new String[] {
                    "--vary", "rates.critic=ratio(rates.actor):1,3",
                    "--vary", "rates.actor.type=constant,triangular",
                    "--vary", "a2c.discount=0.9,0.99"
                };
            case "cartpole-dqn" ->
                new String[] {
                    "--vary", "rates.q=1e-3,{type: linear, start: 1e-2, end: 0, updates: 100}",
                    "--vary", "optimizers.q.epsilon=1e-8,1e-4"
                };
            default ->
                new String[] {"--vary", "rates.generator=1e-4..1e-2:log3", "--vary", "optimizers.generator.beta1=0,0.5"
                };
        };
        long length = preset.startsWith("ring") ? 60 : 2400;
        List<String> more = new ArrayList<>(List.of(vary));
        more.addAll(List.of("--seeds", "0..1", "--threads", "1"));
        Keel keel = sweep(preset, length, more.toArray(String[]::new));
        assertEquals(0, keel.exitCode(), keel.err());
        Map<String, List<String>> together = metrics(out());
        assertEquals(preset.endsWith("dqn") ? 8 : preset.startsWith("ring") ? 12 : 16, together.size());
        assertEquals(together.size(), together.values().stream().distinct().count(), "settings that change nothing");
        Path alone = folder.resolve("alone");
        try (Stream<Path> tree = Files.walk(out())) {
            for (Path config : tree.filter(path -> path.endsWith("config.yaml")).toList()) {
                Keel run = Keel.run(
                        "run",
                        preset,
                        "--quiet",
                        "--out",
                        alone.toString(),
                        "--config",
                        config.toString(),
                        "--seed",
                        config.getParent().getFileName().toString().replace("seed-", ""));
                assertEquals(0, run.exitCode(), run.err());
            }
        }
        assertEquals(together, metrics(alone));
    }

    @Test
    void theSameCommandAgainTrainsWhatIsLeft() throws IOException {
        String[] first = {"--vary", "rates.actor=1e-3,1e-4", "--seeds", "0..1", "--json"};
        Keel keel = sweep("cartpole-a2c", 1600, first);
        assertEquals(0, keel.exitCode(), keel.err());
        JsonNode json = MAPPER.readTree(keel.out());
        assertEquals(4, json.get("runs").size());
        Map<String, List<String>> before = metrics(out());
        Path gone = out().resolve(before.keySet().iterator().next());
        try (Stream<Path> files = Files.walk(gone)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        FileTimes times = new FileTimes(out());
        String[] plan = {"--vary", "rates.actor=1e-3,1e-4", "--seeds", "0..1", "--json", "--dry-run"};
        JsonNode planned = MAPPER.readTree(sweep("cartpole-a2c", 1600, plan).out());
        assertEquals(3, planned.get("done").intValue());
        assertEquals(1, planned.get("new").intValue());
        Keel again = sweep("cartpole-a2c", 1600, first);
        assertEquals(0, again.exitCode(), again.err());
        assertEquals(4, MAPPER.readTree(again.out()).get("runs").size());
        assertEquals(before, metrics(out()));
        assertEquals(3, times.unchanged(), "runs that were done were trained again");
        Path file = Path.of(json.get("sweep_file").textValue());
        assertTrue(Files.readString(file).contains("rates.actor:"), Files.readString(file));
        Keel compare = Keel.run("compare", file.toString(), "--json");
        assertEquals(2, MAPPER.readTree(compare.out()).get("settings").size());
    }

    /** When every metrics.jsonl was written last. */
    private record FileTimes(Map<Path, Object> times) {
        FileTimes(Path out) throws IOException {
            this(read(out));
        }

        private static Map<Path, Object> read(Path out) throws IOException {
            Map<Path, Object> times = new TreeMap<>();
            try (Stream<Path> tree = Files.walk(out)) {
                for (Path file :
                        tree.filter(path -> path.endsWith("metrics.jsonl")).toList()) {
                    times.put(file, Files.getLastModifiedTime(file));
                }
            }
            return times;
        }

        long unchanged() throws IOException {
            long unchanged = 0;
            for (Map.Entry<Path, Object> entry : times.entrySet()) {
                unchanged += Files.getLastModifiedTime(entry.getKey()).equals(entry.getValue()) ? 1 : 0;
            }
            return unchanged;
        }
    }

    @Test
    void aDivergingMemberEndsAndItsCohortGoesOn() throws IOException {
        String[] vary = {"--vary", "rates.critic=1e-3,1e30,1e-4", "--threads", "1"};
        Keel keel = sweep("cartpole-a2c", 1600, vary);
        assertEquals(0, keel.exitCode(), keel.err());
        Map<String, Integer> statuses = new TreeMap<>();
        List<String> more = new ArrayList<>(List.of(vary));
        more.add("--json");
        MAPPER.readTree(sweep("cartpole-a2c", 1600, more.toArray(String[]::new)).out())
                .get("runs")
                .forEach(run -> statuses.merge(run.get("status").textValue(), 1, Integer::sum));
        assertEquals(Map.of("completed", 2, "diverged", 1), statuses);
        Keel all = sweep("cartpole-a2c", 1600, "--vary", "rates.critic=1e30,1e31");
        assertEquals(3, all.exitCode(), all.err());
    }

    /** A process of its own, killed without warning once every run has measured something; half its runs were done before. */
    @Test
    void aKilledSweepGoesOnWithTheSameCommandOrWithResume() throws IOException, InterruptedException {
        String[] vary = {"--vary", "rates.actor=1e-3,1e-4", "--vary", "rates.critic=ratio(rates.actor):1,2"};
        for (String way : List.of("sweep", "resume")) {
            Keel some = sweep("cartpole-a2c", 20_000, "--vary", "rates.actor=1e-3", vary[2], vary[3]);
            assertEquals(0, some.exitCode(), some.err());
            List<String> args = args("cartpole-a2c", 20_000, vary);
            killInTheMiddle(args, 2);
            assertEquals(2, outcomes(), "it was not killed in the middle");
            Keel plan = sweep("cartpole-a2c", 20_000, vary[0], vary[1], vary[2], vary[3], "--dry-run", "--json");
            assertEquals(2, MAPPER.readTree(plan.out()).get("unfinished").intValue());
            Keel rest = way.equals("sweep")
                    ? Keel.run(args.toArray(String[]::new))
                    : Keel.run("resume", out().resolve("cartpole-a2c").toString(), "--quiet");
            assertEquals(0, rest.exitCode(), rest.err());
            Map<String, List<String>> resumed = metrics(out());
            assertEquals(4, resumed.size());
            Files.move(out(), folder.resolve("killed-" + way));
            Keel whole = Keel.run(args.toArray(String[]::new));
            assertEquals(0, whole.exitCode(), whole.err());
            assertEquals(metrics(out()), resumed, way);
            Files.move(out(), folder.resolve("whole-" + way));
        }
    }

    private void killInTheMiddle(List<String> args, int runs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KeelCommand.class.getName()));
        command.addAll(args);
        command.addAll(List.of("--checkpoint-every", "0"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            while (underWay() < runs && process.isAlive() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            Thread.sleep(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private long underWay() throws IOException {
        long count = 0;
        try (Stream<Path> tree = Files.walk(out())) {
            for (Path state : tree.filter(path -> path.endsWith("state.keel")).toList()) {
                Path metrics = state.getParent().resolveSibling("metrics.jsonl");
                count += Files.exists(metrics) && Files.size(metrics) > 500 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void runsThatCannotBeStackedTrainInProcessesOfTheirOwn() throws IOException {
        Keel keel = sweep("cartpole-a2c", 400, "--vary", "engine=stacked,dl4j", "--seeds", "0..1", "--json");
        assertEquals(0, keel.exitCode(), keel.err());
        JsonNode runs = MAPPER.readTree(keel.out()).get("runs");
        assertEquals(4, runs.size());
        runs.forEach(run -> assertEquals("completed", run.get("status").textValue(), run.toString()));
        JsonNode plan = MAPPER.readTree(
                sweep("cartpole-a2c", 800, "--vary", "engine=dl4j", "--seeds", "0..2", "--dry-run", "--json")
                        .out());
        assertEquals(3, plan.get("child_processes").intValue());
        assertEquals(0, plan.get("cohort_members").size());
        Map<String, List<String>> swept = metrics(out());
        Path alone = folder.resolve("alone");
        List<String> args = new ArrayList<>(
                List.of("run", "cartpole-a2c", "--quiet", "--out", alone.toString(), "--set", "engine=dl4j"));
        args.addAll(quick("cartpole-a2c", 400));
        assertEquals(0, Keel.run(args.toArray(String[]::new)).exitCode());
        metrics(alone).forEach((run, lines) -> assertEquals(lines, swept.get(run)));
    }

    @Test
    void thePlanIsShownAndNothingIsWritten() throws IOException {
        String[] vary = {
            "--vary",
            "rates.actor=1e-4..1e-1:log5",
            "--vary",
            "rates.critic=ratio(rates.actor):1,3,10",
            "--vary",
            "rates.actor.type=constant,cosine,triangular",
            "--seeds",
            "0..4",
            "--threads",
            "2",
            "--dry-run"
        };
        Keel text = sweep("cartpole-a2c", 1600, vary);
        assertEquals(0, text.exitCode(), text.err());
        assertTrue(
                text.out().contains("45 settings x 5 seeds = 225 runs; 0 done, 0 to go on with, 225 new"), text.out());
        assertTrue(text.out().contains("members: 113 112"), text.out());
        List<String> more = new ArrayList<>(List.of(vary));
        more.addAll(List.of("--json", "--memory", "8m"));
        JsonNode json = MAPPER.readTree(
                sweep("cartpole-a2c", 1600, more.toArray(String[]::new)).out());
        assertEquals(45, json.get("settings").size());
        assertTrue(json.get("cohort_members").size() > 2, "memory does not matter");
        assertTrue(json.get("memory_bytes").longValue() <= 8 << 20);
        JsonNode last = json.get("settings").get(44);
        assertEquals("10x", last.at("/varied/rates.critic").textValue());
        assertEquals(1.0, last.at("/values/rates.critic/high").doubleValue());
        assertFalse(Files.exists(out()));
    }

    @Test
    void runsOfOtherEnvironmentsOrSettingsAreNoneOfTheSweeps() throws IOException {
        String[] vary = {"--vary", "rates.actor=1e-3", "--json"};
        JsonNode first = MAPPER.readTree(sweep("cartpole-a2c", 400, vary).out());
        Path run;
        try (Stream<Path> tree = Files.walk(out())) {
            run = tree.filter(path -> path.endsWith("seed-0")).findFirst().orElseThrow();
        }
        // Nobody listens there.
        Keel server = sweep("cartpole-a2c", 400, vary[0], vary[1], "--env-server", "127.0.0.1:1");
        assertEquals(2, server.exitCode(), server.err());
        assertTrue(server.err().contains(run + " has native environments"), server.err());

        Path meta = run.resolve("meta.json");
        Files.writeString(meta, Files.readString(meta).replace("\"native\"", "\"127.0.0.1:1 (keel-gym 0.1.0)\""));
        Keel local = sweep("cartpole-a2c", 400, vary);
        assertEquals(2, local.exitCode(), local.err());
        assertTrue(local.err().contains("from the server 127.0.0.1:1 (keel-gym 0.1.0)"), local.err());
        Keel done = sweep("cartpole-a2c", 400, vary[0], vary[1], "--json", "--env-server", "127.0.0.1:1");
        assertEquals(0, done.exitCode(), () -> "nothing is left to train, but a server was asked: " + done.err());
        assertEquals(
                first.at("/runs/0/final_scores"), MAPPER.readTree(done.out()).at("/runs/0/final_scores"));

        Path config = run.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("discount: 0.99", "discount: 0.98"));
        Keel other = sweep("cartpole-a2c", 400, vary[0], vary[1], "--env-server", "127.0.0.1:1");
        assertEquals(2, other.exitCode(), other.err());
        assertTrue(other.err().contains("is of another setting than the sweep's"), other.err());
    }

    @Test
    void aSweepsFileWithoutItsRunsIsRefused() throws IOException {
        JsonNode json = MAPPER.readTree(sweep("cartpole-a2c", 400, "--vary", "rates.actor=1e-3", "--json")
                .out());
        Path file = Path.of(json.get("sweep_file").textValue());
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/cartpole-a2c/sweeps"));
        Path copy = Files.copy(file, elsewhere.resolve(file.getFileName()));
        Keel compare = Keel.run("compare", copy.toString());
        assertEquals(2, compare.exitCode());
        assertTrue(compare.err().contains("none of the sweep's runs is there"), compare.err());
    }

    @Test
    void badInputIsNamedAndWritesNothing() {
        Keel axis = sweep("cartpole-a2c", 1600, "--vary", "rates.actor=1e-4..1e-1", "--vary", "rates.actr=1");
        assertEquals(2, axis.exitCode());
        assertTrue(axis.err().contains("--vary rates.actor=1e-4..1e-1"), axis.err());
        Keel memory = sweep("cartpole-a2c", 1600, "--vary", "rates.actor=1", "--memory", "much");
        assertEquals(2, memory.exitCode());
        assertTrue(memory.err().contains("800m or 4g"), memory.err());
        Keel environment = sweep("cartpole-a2c", 1600, "--vary", "environment.id=CartPole-v1,CartPole-v9");
        assertEquals(1, environment.exitCode());
        assertTrue(environment.err().contains("CartPole-v9"), environment.err());
        assertFalse(Files.exists(out().resolve("cartpole-a2c").resolve("sweeps")));
    }
}
