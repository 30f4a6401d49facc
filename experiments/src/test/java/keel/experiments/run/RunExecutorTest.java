package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.preset.Sources;
import keel.training.InvalidConfigException;
import keel.training.gpu.GpuMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunExecutorTest {
    @TempDir
    private Path out;

    private RunExecutor executor(EnvProvider environments, int threads, BooleanSupplier stop) {
        return executor(environments, threads, stop, new Progress());
    }

    private static RunExecutor executor(
            EnvProvider environments, int threads, BooleanSupplier stop, Progress progress) {
        return new RunExecutor(
                Sources.of(environments),
                Provenance.collect("test", threads, List.of("test")),
                progress,
                new RunExecutor.Options(threads, Long.MAX_VALUE, Long.MAX_VALUE, stop, Optional.empty()));
    }

    private List<NewRun> runs(Setting setting, long... seeds) {
        return Arrays.stream(seeds)
                .mapToObj(seed -> new NewRun(out, setting, seed))
                .toList();
    }

    private static Setting setting(String... assignments) {
        return new PresetCatalog().resolve("cartpole-a2c", PresetCatalog.Overrides.of(List.of(assignments)));
    }

    @Test
    void stoppingWritesTheOutcomeAndLeavesMetricsReadable() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Setting setting = setting();
        List<FinishedRun> finished = executor(new NativeEnvironments(), 1, () -> asked.incrementAndGet() > 200)
                .train(runs(setting, 0, 1));
        for (FinishedRun run : finished) {
            assertEquals(Outcome.Status.INTERRUPTED, run.outcome().status());
            assertEquals(
                    "interrupted",
                    new ObjectMapper()
                            .readTree(run.path().resolve("outcome.json").toFile())
                            .get("status")
                            .textValue());
        }
        List<RunRecord> records = RunRecord.readAll(List.of(out));
        assertEquals(2, records.size());
        assertTrue(records.get(0).metrics().size() > 10);
    }

    @Test
    void aFolderThatCannotBeMadeLeavesNoneOfTheOthers() throws IOException {
        Setting setting = setting();
        Path blocked = RunDirectory.path(out, setting, 1);
        Files.createDirectories(blocked.getParent());
        Files.writeString(blocked, "a file where seed 1's folder should be");
        InvalidConfigException e = assertThrows(
                InvalidConfigException.class,
                () -> executor(new NativeEnvironments(), 2, () -> false).train(runs(setting, 0, 1)));
        assertTrue(e.getMessage().contains("seed-1") && e.getMessage().contains("--out"), e.getMessage());
        assertFalse(Files.exists(RunDirectory.path(out, setting, 0)));
        assertTrue(Files.isRegularFile(blocked));
    }

    /** As when two processes find a folder free and one of them is through before the other makes it. */
    @Test
    void aRunThatIsThereIsNotOverwritten() throws IOException {
        Setting setting = setting("length.env-steps=80");
        executor(new NativeEnvironments(), 1, () -> false).train(runs(setting, 0));
        Path metrics = RunDirectory.path(out, setting, 0).resolve(RunDirectory.METRICS);
        byte[] before = Files.readAllBytes(metrics);
        InvalidConfigException e = assertThrows(
                InvalidConfigException.class,
                () -> executor(new NativeEnvironments(), 1, () -> false).train(runs(setting, 0)));
        assertTrue(e.getMessage().contains("seed-0"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(metrics));
    }

    /** As when another process completes a run between the reading of its folder and the taking of its lock. */
    @Test
    void aRunThatEndedSinceItWasReadIsNotTrainedAnew() throws IOException {
        Setting setting = setting("length.env-steps=80");
        AtomicInteger asked = new AtomicInteger();
        executor(new NativeEnvironments(), 1, () -> asked.incrementAndGet() > 0).train(runs(setting, 0));
        RunRecord read = RunRecord.read(RunDirectory.path(out, setting, 0));
        executor(new NativeEnvironments(), 1, () -> false)
                .train(List.of(new UnfinishedRun(setting, RunDirectory.reopen(read))));
        assertEquals(
                Outcome.Status.COMPLETED,
                RunRecord.read(read.path()).outcome().orElseThrow().status());
        InvalidConfigException e = assertThrows(InvalidConfigException.class, () -> RunDirectory.reopen(read));
        assertTrue(e.getMessage().contains("seed-0") && e.getMessage().contains("completed"), e.getMessage());
        InvalidConfigException again = assertThrows(InvalidConfigException.class, () -> RunDirectory.reopen(read));
        assertEquals(e.getMessage(), again.getMessage(), "the folder is free again");
    }

    /** The second of two cohorts never begins, but what an earlier command did of it is done. */
    @Test
    void whatWasDoneOfRunsThatDoNotBeginCounts() {
        Setting setting = setting("length.env-steps=4000");
        AtomicInteger asked = new AtomicInteger();
        executor(new NativeEnvironments(), 1, () -> asked.incrementAndGet() > 20)
                .train(runs(setting, 0));
        RunRecord read = RunRecord.read(RunDirectory.path(out, setting, 0));
        UnfinishedRun run = new UnfinishedRun(setting, RunDirectory.reopen(read));
        assertTrue(run.clock() > 0, "nothing was done");
        Progress progress = new Progress();
        executor(new NativeEnvironments(), 1, () -> true, progress).train(List.of(run));
        assertEquals(run.clock(), progress.done());
        assertEquals(0, progress.doneHere());
    }

    @Test
    void aCohortThatDivergedIsDone() {
        Setting setting = setting("length.env-steps=4000", "rates.critic=1e30");
        Progress progress = new Progress();
        List<FinishedRun> finished =
                executor(new NativeEnvironments(), 1, () -> false, progress).train(runs(setting, 0));
        assertEquals(Outcome.Status.DIVERGED, finished.get(0).outcome().status());
        assertEquals(4000, progress.done());
        assertEquals(4000, progress.total());
    }

    @Test
    void anEnvironmentThatBreaksInTrainingIsAFailureWithItsReason() throws IOException {
        EnvProvider breaking = new Breaking(new AtomicInteger(), new EnvException("the cart fell off the table"));
        Setting setting = setting();
        List<FinishedRun> finished = executor(breaking, 1, () -> false).train(runs(setting, 0));
        assertEquals(Outcome.Status.FAILED, finished.get(0).outcome().status());
        assertEquals("the cart fell off the table", finished.get(0).outcome().reason());
        assertTrue(Files.exists(finished.get(0).path().resolve("outcome.json")));
    }

    /** One of two cohorts runs into an error of the program; the other completes, and every folder has its outcome. */
    @Test
    void anErrorEndsItsOwnCohortOnlyAndSaysHowFarItCame() throws IOException {
        EnvProvider breaking = new Breaking(new AtomicInteger(), new StackOverflowError("in the middle"));
        Setting setting = setting("length.env-steps=4000", "telemetry.every-updates=1");
        List<FinishedRun> finished = executor(breaking, 2, () -> false).train(runs(setting, 0, 1));
        List<Outcome.Status> statuses =
                finished.stream().map(run -> run.outcome().status()).sorted().toList();
        assertEquals(List.of(Outcome.Status.COMPLETED, Outcome.Status.FAILED), statuses);
        FinishedRun failed = finished.stream()
                .filter(run -> run.outcome().status() == Outcome.Status.FAILED)
                .findFirst()
                .orElseThrow();
        assertEquals(
                "java.lang.StackOverflowError: in the middle", failed.outcome().reason());
        assertTrue(failed.outcome().environmentSteps() > 0, "nothing is known of how far it came");
        assertTrue(failed.failure().isPresent());
        for (RunRecord record : RunRecord.readAll(List.of(out))) {
            assertTrue(record.outcome().isPresent(), record.path() + " has no outcome");
        }
    }

    /** A GPU that others use, too, runs full in the middle; here the environment plays it. One run diverges before. */
    @Test
    void aCohortThatTheGpuHasNoRoomForGoesOnInHalves() throws IOException {
        String[] length = {"length.env-steps=1200", "telemetry.every-updates=1", "evaluation.final-episodes=2"};
        List<NewRun> fresh = new ArrayList<>(runs(setting(length), 0, 1, 2));
        fresh.addAll(runs(setting(length[0], length[1], length[2], "rates.critic=1e30"), 3));
        List<FinishedRun> undisturbed =
                executor(new NativeEnvironments(), 1, () -> false).train(fresh);
        List<List<String>> expected = metrics(undisturbed);
        for (FinishedRun run : undisturbed) {
            deleteAll(run.path());
        }
        List<String> told = new ArrayList<>();
        EnvProvider full = new Breaking(new AtomicInteger(), new GpuMemoryException("Abacus has no room left."));
        Progress progress = new Progress();
        RunExecutor executor = new RunExecutor(
                Sources.of(full),
                Provenance.collect("test", 1, List.of("test")),
                progress,
                new RunExecutor.Options(
                        1, Long.MAX_VALUE, 0, () -> false, Optional.empty(), Optional.empty(), told::add));
        List<FinishedRun> finished = executor.train(fresh);
        assertEquals(
                List.of("Abacus has no room left. Training these 4 runs as smaller cohorts, one after the other."),
                told);
        assertEquals(
                List.of(
                        Outcome.Status.COMPLETED,
                        Outcome.Status.COMPLETED,
                        Outcome.Status.COMPLETED,
                        Outcome.Status.DIVERGED),
                finished.stream().map(run -> run.outcome().status()).toList());
        assertEquals(
                undisturbed.stream().map(FinishedRun::path).toList(),
                finished.stream().map(FinishedRun::path).toList());
        assertEquals(expected, metrics(finished));
        assertEquals(4 * 1200, progress.done());
        assertEquals(4 * 1200, progress.total());
        assertTrue(
                RunRecord.read(finished.get(0).path())
                                .meta()
                                .at("/resumed/0/from")
                                .longValue()
                        > 0,
                "it began again");
    }

    /** As in a sweep on a GPU that has both kinds. */
    @Test
    void whatTheDeviceOfTheCommandDoesNotComputeIsRecordedAsOfTheProcessor() {
        ObjectNode device = new ObjectMapper().createObjectNode().put("kind", "cuda");
        RunExecutor executor = new RunExecutor(
                Sources.of(new NativeEnvironments()),
                Provenance.collect("test", 1, device, List.of("test")),
                new Progress(),
                new RunExecutor.Options(1, Long.MAX_VALUE, Long.MAX_VALUE, () -> true, Optional.empty()));
        List<FinishedRun> runs =
                executor.train(List.of(new NewRun(out, setting("engine=dl4j"), 0), new NewRun(out, setting(), 0)));
        assertEquals(DeviceKind.CPU, RunRecord.read(runs.get(0).path()).device());
        assertEquals(DeviceKind.CUDA, RunRecord.read(runs.get(1).path()).device());
    }

    @Test
    void aRunThatTheGpuHasNoRoomForAloneFailsWithItsReason() {
        EnvProvider full = new Breaking(new AtomicInteger(), new GpuMemoryException("Abacus has no room left."));
        FinishedRun run =
                executor(full, 1, () -> false).train(runs(setting(), 0)).get(0);
        assertEquals(Outcome.Status.FAILED, run.outcome().status());
        assertEquals("Abacus has no room left.", run.outcome().reason());
    }

    private static List<List<String>> metrics(List<FinishedRun> runs) throws IOException {
        List<List<String>> all = new ArrayList<>();
        for (FinishedRun run : runs) {
            all.add(Files.readAllLines(run.path().resolve(RunDirectory.METRICS)).stream()
                    .map(line -> line.replaceAll("\"wall_s\":[0-9.E-]+,", ""))
                    .toList());
        }
        return all;
    }

    private static void deleteAll(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private FinishedRun child(List<String> command, BooleanSupplier stop) {
        RunExecutor executor = new RunExecutor(
                Sources.of(new NativeEnvironments()),
                Provenance.collect("test", 1, List.of("test")),
                new Progress(),
                new RunExecutor.Options(
                        1, Long.MAX_VALUE, Long.MAX_VALUE, stop, Optional.of(new ChildProcesses(command))));
        return executor.train(runs(setting("engine=dl4j"), 0)).get(0);
    }

    @Test
    void aProcessThatEndsWithoutAnOutcomeIsAFailureWithItsLastWords() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        FinishedRun finished = child(List.of(java, "-cp", out.toString(), "NoSuchClass"), () -> false);
        assertEquals(Outcome.Status.FAILED, finished.outcome().status());
        String reason = finished.outcome().reason();
        assertTrue(reason.contains("exit code 1") && reason.contains("NoSuchClass"), reason);
        assertEquals(
                reason, RunRecord.read(finished.path()).outcome().orElseThrow().reason());
        RunDirectory.reopen(RunRecord.read(finished.path())).release();
    }

    @Test
    void aProcessThatCannotBeStartedIsAFailureToo() {
        FinishedRun finished = child(List.of(out.resolve("no-such-program").toString()), () -> false);
        assertEquals(Outcome.Status.FAILED, finished.outcome().status());
        assertTrue(finished.outcome().reason().contains("no-such-program"));
        assertTrue(finished.failure().isPresent());
    }

    @Test
    void aStopReachesTheProcessAndRunsWhoseTurnNeverCame() {
        FinishedRun unbegun = child(List.of("unused"), () -> true);
        assertEquals(Outcome.Status.INTERRUPTED, unbegun.outcome().status());
        AtomicInteger asked = new AtomicInteger();
        BooleanSupplier soon = () -> asked.incrementAndGet() > 3;
        List<NewRun> two = runs(setting("length.env-steps=4000000"), 1, 2);
        RunExecutor executor = new RunExecutor(
                Sources.of(new NativeEnvironments()),
                Provenance.collect("test", 1, List.of("test")),
                new Progress(),
                new RunExecutor.Options(1, 1, Long.MAX_VALUE, soon, Optional.empty()));
        assertEquals(
                List.of(Outcome.Status.INTERRUPTED, Outcome.Status.INTERRUPTED),
                executor.train(two).stream().map(run -> run.outcome().status()).toList());
        assertTrue(RunRecord.readAll(List.of(out)).stream()
                .anyMatch(run -> run.outcome().orElseThrow().reason().contains("before its turn")));
    }

    /** What a setting says beforehand is what happens, whole rollouts and bursts only. */
    @Test
    void theUpdatesOfARunAreKnownBeforehand() {
        List<Setting> settings = List.of(
                setting("length.env-steps=1000"),
                setting("length.env-steps=1010", "a2c.rollout-steps=7", "environment.lanes=3"),
                dqn("length.env-steps=1000", "dqn.learning-starts=100"),
                dqn("length.env-steps=999", "dqn.learning-starts=0", "dqn.train-every-env-steps=7"),
                dqn("length.env-steps=777", "dqn.learning-starts=256", "dqn.train-every-env-steps=256"),
                dqn("length.env-steps=500", "environment.lanes=3", "dqn.learning-starts=10", "dqn.gradient-steps=2"),
                dqn("length.env-steps=300", "dqn.learning-starts=400"));
        for (Setting setting : settings) {
            Outcome outcome = executor(new NativeEnvironments(), 1, () -> false)
                    .train(runs(setting, 0))
                    .get(0)
                    .outcome();
            String network = setting.subject().networks().firstKey();
            assertEquals(
                    outcome.updates(),
                    setting.subject().expectedUpdates(network).orElseThrow(),
                    setting.config().toString());
        }
    }

    private static Setting dqn(String... assignments) {
        List<String> all = new ArrayList<>(List.of("networks.q.hidden=[8]", "dqn.batch=8", "dqn.gradient-steps=1"));
        all.add("dqn.train-every-env-steps=4");
        all.addAll(List.of(assignments));
        return new PresetCatalog().resolve("cartpole-dqn", PresetCatalog.Overrides.of(all));
    }

    @Test
    void networksThatCannotBeSavedAreAFailureThatKeepsItsScores() throws IOException {
        Setting setting = setting("length.env-steps=800", "evaluation.every-env-steps=400");
        AtomicInteger asked = new AtomicInteger();
        Path run = RunDirectory.path(out, setting, 0);
        BooleanSupplier blockTheCheckpoint = () -> {
            try {
                if (asked.getAndIncrement() == 0) {
                    Files.writeString(run.resolve("checkpoint"), "a file where the folder should be");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return false;
        };
        Outcome outcome = executor(new NativeEnvironments(), 1, blockTheCheckpoint)
                .train(runs(setting, 0))
                .get(0)
                .outcome();
        assertEquals(Outcome.Status.FAILED, outcome.status());
        assertTrue(outcome.reason().startsWith("Trained, but not all of it could be saved"), outcome.reason());
        assertTrue(outcome.finalScores().containsKey("eval/return") && outcome.environmentSteps() == 800);
        assertEquals(
                outcome.finalScores(),
                RunRecord.read(run).outcome().orElseThrow().finalScores());
    }

    /** The native environments, of which the first to come to its own hundredth step fails there. */
    private record Breaking(AtomicInteger failures, Throwable failure) implements EnvProvider {
        @Override
        public List<EnvSpec> specs() {
            return List.of();
        }

        @Override
        public String description() {
            return "breaking";
        }

        @Override
        public VectorEnv open(EnvRequest request) {
            VectorEnv inner = new NativeEnvironments().open(request);
            int[] own = {0};
            return new VectorEnv() {
                @Override
                public int lanes() {
                    return inner.lanes();
                }

                @Override
                public AutoresetMode autoreset() {
                    return inner.autoreset();
                }

                @Override
                public Space observationSpace() {
                    return inner.observationSpace();
                }

                @Override
                public Space actionSpace() {
                    return inner.actionSpace();
                }

                @Override
                public EnvSpec spec() {
                    return inner.spec();
                }

                @Override
                public VectorReset reset(ResetRequest request) {
                    return inner.reset(request);
                }

                @Override
                public VectorStep step(Batch actions) {
                    if (++own[0] == 100 && failures.getAndIncrement() == 0) {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }
                    return inner.step(actions);
                }

                @Override
                public void close() {
                    inner.close();
                }
            };
        }

        @Override
        public void close() {}
    }
}
