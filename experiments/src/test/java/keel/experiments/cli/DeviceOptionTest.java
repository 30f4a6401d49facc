package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import keel.experiments.OpenCl;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.preset.Sources;
import keel.experiments.run.DeviceKind;
import keel.experiments.run.NewRun;
import keel.experiments.run.Progress;
import keel.experiments.run.Provenance;
import keel.experiments.run.RunExecutor;
import keel.experiments.run.TrainingDevice;
import keel.gans.data.DataFolder;
import keel.training.gpu.GpuDescription;
import keel.training.gpu.GpuDevice;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --device} from the command line to the folders that runs leave behind. */
class DeviceOptionTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> TINY_AGENT = List.of(
            "length.env-steps=320",
            "evaluation.every-env-steps=160",
            "evaluation.final-episodes=2",
            "networks.actor.hidden=[8]",
            "networks.critic.hidden=[8]");
    private static final List<String> TINY_GAN = List.of(
            "length.iterations=12",
            "gan.batch=8",
            "evaluation.every-iterations=6",
            "evaluation.samples=32",
            "networks.generator.hidden=[8]",
            "networks.discriminator.hidden=[8]");

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("runs");
    }

    private Keel train(String verb, String preset, List<String> assignments, String... more) {
        return train(out(), verb, preset, assignments, more);
    }

    private static Keel train(Path to, String verb, String preset, List<String> assignments, String... more) {
        List<String> args = new ArrayList<>(List.of(verb, preset, "--out", to.toString(), "--quiet"));
        assignments.forEach(assignment -> args.addAll(List.of("--set", assignment)));
        args.addAll(List.of(more));
        return Keel.run(args.toArray(String[]::new));
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> tree = Files.walk(out())) {
            return tree.filter(path -> path.endsWith("meta.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode meta(Path run) throws IOException {
        return MAPPER.readTree(run.resolve("meta.json").toFile());
    }

    private void assertRefused(Keel keel, String... words) {
        assertEquals(2, keel.exitCode(), keel.err());
        for (String word : words) {
            assertTrue(keel.err().contains(word), word + " is missing in: " + keel.err());
        }
        assertFalse(Files.exists(out()), "something was written");
    }

    @Test
    void aDeviceThatIsNoneIsRefusedByEveryCommandThatTrains() {
        assertRefused(train("run", "cartpole-a2c", TINY_AGENT, "--device", "gpu"), "'gpu'", "cpu, cuda, opencl, auto");
        assertRefused(
                train("sweep", "cartpole-a2c", TINY_AGENT, "--vary", "rates.actor=1e-3,1e-4", "--device", "tpu"),
                "'tpu'",
                "cpu, cuda, opencl, auto");
    }

    @Test
    void aMissingGpuOfNvidiaIsAnErrorThatSaysHowToGoOn() {
        Assumptions.assumeTrue(
                GpuDevice.list().stream().noneMatch(DeviceKind.CUDA::includes), "this machine has NVIDIA's GPU");
        assertRefused(train("run", "cartpole-a2c", TINY_AGENT, "--device", "cuda"), "NVIDIA", "--device cpu", "doctor");
    }

    @Test
    void whatNoDeviceComputesIsRefusedBeforeAnythingIsWritten() {
        for (String device : List.of("cuda", "opencl")) {
            assertRefused(
                    train("run", "ring-gan", List.of("engine=dl4j"), "--device", device),
                    "ring-gan: networks of engine: dl4j",
                    "docs/gpu.md",
                    "--device auto");
            assertRefused(
                    train("run", "cartpole-rl4j-a2c", List.of(), "--device", device),
                    "cartpole-rl4j-a2c: RL4J's learners",
                    "--device auto");
            assertRefused(
                    train("sweep", "cartpole-a2c", TINY_AGENT, "--vary", "engine=stacked,dl4j", "--device", device),
                    "cartpole-a2c: networks of engine: dl4j");
        }
    }

    @Test
    void autoTrainsWhatNoDeviceComputesOnTheProcessorAndSaysSo() throws IOException {
        Keel keel = train(
                "run",
                "cartpole-rl4j-nstep-q",
                List.of("length.env-steps=100", "evaluation.final-episodes=1"),
                "--device",
                "auto");
        assertEquals(0, keel.exitCode(), keel.err());
        assertTrue(keel.err().contains("on the processor, because cartpole-rl4j-nstep-q: RL4J"), keel.err());
        assertEquals("cpu", meta(runs().get(0)).get("device").textValue());
    }

    @Test
    void withoutTheOptionTheProcessorTrainsAndIsRecorded() throws IOException {
        assertEquals(0, train("run", "cartpole-a2c", TINY_AGENT).exitCode());
        assertEquals("cpu", meta(runs().get(0)).get("device").textValue());
    }

    @Test
    void autoSaysWhatItTook() throws IOException {
        Keel keel = train("run", "cartpole-a2c", TINY_AGENT, "--device", "auto");
        assertEquals(0, keel.exitCode(), keel.err());
        boolean gpu = GpuDevice.list().stream()
                .anyMatch(device -> device.gpu() && device.shortcoming().isEmpty());
        assertEquals(gpu, meta(runs().get(0)).get("device").isObject());
        assertTrue(
                keel.err()
                        .contains(
                                gpu ? "--device auto: training on" : "training on the processor, for there is no GPU"),
                keel.err());
    }

    /** The pair is trained with R1, so that passes along directions are there. */
    @Test
    void agentsAndPairsTrainThereTwiceWithTheSameBytesAloneAndTogether() throws IOException {
        OpenCl.require();
        for (String preset : List.of("cartpole-a2c", "ring-gan")) {
            List<String> tiny = preset.equals("ring-gan") ? TINY_GAN : TINY_AGENT;
            Keel together = train("run", preset, tiny, "--seeds", "3,4", "--device", "opencl");
            assertEquals(0, together.exitCode(), together.err());
            List<Path> both = runs().stream()
                    .filter(run -> run.toString().contains(preset))
                    .toList();
            List<String> third = Keel.metrics(both.get(0));
            assertTrue(third.size() > 2 && !third.equals(Keel.metrics(both.get(1))), "seeds make no difference");
            JsonNode device = meta(both.get(0)).get("device");
            assertEquals("opencl", device.get("kind").textValue());
            assertTrue(GpuDevice.list().stream()
                    .map(GpuDescription::name)
                    .anyMatch(device.get("name").textValue()::equals));
            assertTrue(device.hasNonNull("driver") && device.hasNonNull("vendor"));
            Path again = folder.resolve("again");
            Keel alone = train(again, "run", preset, tiny, "--seed", "3", "--device", "opencl");
            assertEquals(0, alone.exitCode(), alone.err());
            Path run = again.resolve(out().relativize(both.get(0)));
            assertEquals(third, Keel.metrics(run));
        }
    }

    /** What --memory gives is the most of the GPU's memory, too. */
    @Test
    void aCohortThatTheGpuHasNoRoomForIsSplitAndThatIsSaid() {
        OpenCl.require();
        String[] seeds = {"--seeds", "0..3", "--device", "opencl"};
        Keel split =
                train("run", "cartpole-a2c", TINY_AGENT, seeds[0], seeds[1], seeds[2], seeds[3], "--memory", "120k");
        assertEquals(0, split.exitCode(), split.err());
        assertTrue(
                split.err().contains("4 runs would take 0.") && split.err().contains("cohorts, one after the other"),
                split.err());
    }

    private void stopEarly(TrainingDevice device, int rounds) {
        Setting setting = new PresetCatalog().resolve("cartpole-a2c", PresetCatalog.Overrides.of(TINY_AGENT));
        NewRun run = new NewRun(out(), setting, 5);
        AtomicInteger asked = new AtomicInteger();
        try (Sources sources = Sources.ofNative(DataFolder.NONE)) {
            new RunExecutor(
                            sources.on(device.device()),
                            Provenance.collect("native", 1, device.record(), List.of("test")),
                            new Progress(),
                            new RunExecutor.Options(
                                    1,
                                    Long.MAX_VALUE,
                                    Long.MAX_VALUE,
                                    () -> asked.incrementAndGet() > rounds,
                                    Optional.empty()))
                    .train(List.of(run));
        }
    }

    @Test
    void resumingTakesTheDeviceOfTheRunAndEndsWithTheBytesOfOneThatWasNotStopped() throws IOException {
        OpenCl.require();
        try (TrainingDevice device = TrainingDevice.open(DeviceKind.OPENCL)) {
            stopEarly(device, 4);
        }
        Keel resumed = Keel.run("resume", out().toString(), "--quiet");
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertFalse(resumed.err().contains("trained on"), resumed.err());
        Path run = runs().get(0);
        JsonNode resumption = meta(run).get("resumed").get(0);
        assertTrue(resumption.get("from").longValue() > 0, "it began anew");
        assertEquals(meta(run).get("device"), resumption.get("device"));
        List<String> stopped = Keel.metrics(run);
        Path whole = folder.resolve("whole");
        train(whole, "run", "cartpole-a2c", TINY_AGENT, "--seed", "5", "--device", "opencl");
        assertEquals(Keel.metrics(whole.resolve(out().relativize(run))), stopped);
        Path cpu = folder.resolve("cpu");
        train(cpu, "run", "cartpole-a2c", TINY_AGENT, "--seed", "5");
        assertNotEquals(
                Keel.metrics(cpu.resolve(out().relativize(run))),
                stopped,
                "the last digits cannot tell where it trained");
    }

    @Test
    void resumingElsewhereIsSaidAndDone() throws IOException {
        OpenCl.require();
        try (TrainingDevice device = TrainingDevice.open(DeviceKind.OPENCL)) {
            stopEarly(device, 4);
        }
        Keel resumed = Keel.run("resume", out().toString(), "--quiet", "--device", "cpu");
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(
                resumed.err().contains("1 run trained on opencl (")
                        && resumed.err().contains("goes on on cpu"),
                resumed.err());
        assertEquals(
                "cpu", meta(runs().get(0)).get("resumed").get(0).get("device").textValue());
    }

    @Test
    void aRunWhoseDeviceIsGoneNamesTheWayOn() throws IOException {
        try (TrainingDevice device = TrainingDevice.cpu()) {
            stopEarly(device, 4);
        }
        Assumptions.assumeTrue(
                GpuDevice.list().stream().noneMatch(DeviceKind.CUDA::includes), "this machine has NVIDIA's GPU");
        Path folderOfRun = runs().get(0);
        ObjectNode meta = (ObjectNode) meta(folderOfRun);
        meta.putObject("device")
                .put("kind", "cuda")
                .put("name", "NVIDIA Abacus")
                .put("driver", "1.2");
        MAPPER.writeValue(folderOfRun.resolve("meta.json").toFile(), meta);
        Keel gone = Keel.run("resume", out().toString(), "--quiet");
        assertEquals(2, gone.exitCode(), gone.err());
        assertTrue(
                gone.err().contains("NVIDIA Abacus")
                        && gone.err().contains("keel resume " + folderOfRun + " --device cpu"),
                gone.err());
        Keel processor = Keel.run("resume", out().toString(), "--quiet", "--device", "cpu");
        assertEquals(0, processor.exitCode(), processor.err());
    }

    @Test
    void aSweepTrainsThereAndSaysWhenItsRestWouldNot() throws IOException {
        OpenCl.require();
        String[] vary = {"--vary", "rates.actor=1e-3,1e-4", "--seeds"};
        Keel first = train("sweep", "cartpole-a2c", TINY_AGENT, vary[0], vary[1], vary[2], "0", "--device", "opencl");
        assertEquals(0, first.exitCode(), first.err());
        assertEquals(2, runs().size());
        for (Path run : runs()) {
            assertEquals("opencl", meta(run).get("device").get("kind").textValue());
            assertEquals(1, meta(run).get("threads").intValue(), "one cohort fills a GPU best");
        }
        Keel plan = train(
                "sweep",
                "cartpole-a2c",
                TINY_AGENT,
                vary[0],
                vary[1],
                vary[2],
                "0,1",
                "--device",
                "opencl",
                "--dry-run");
        assertTrue(plan.out().contains("cohorts: 1 on 1 thread, members: 2"), plan.out());
        assertTrue(plan.out().contains("at a time, of"), plan.out());
        Keel rest = train("sweep", "cartpole-a2c", TINY_AGENT, vary[0], vary[1], vary[2], "0,1");
        assertEquals(0, rest.exitCode(), rest.err());
        assertTrue(rest.err().contains("trained on opencl, and the rest will train on cpu"), rest.err());
    }
}
