package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WatchedRunTest {
    @TempDir
    private Path folder;

    private Path run;
    private final TestClock clock = new TestClock();
    private WatchedRun watched;

    /** Goes on only when it is told to. */
    private static final class TestClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void begin() {
        run = new FabricatedRuns(folder).begin(FabricatedRuns.setting("cartpole-a2c"), 0);
        watched = new WatchedRun(run, clock);
    }

    /** Takes the run as its trainer does. */
    private RunDirectory take() {
        return RunDirectory.reopen(RunRecord.readAll(List.of(run)).get(0));
    }

    @Test
    void aTakenRunWaitsUntilSomethingIsMeasuredAndThenRuns() {
        RunDirectory trainer = take();
        RunView waiting = watched.poll();
        assertEquals(RunState.WAITING, waiting.state());
        assertEquals(Optional.of(0.0), waiting.share());
        assertEquals(Optional.empty(), waiting.lastWritten());
        FabricatedRuns.measure(run, 1, 51, i -> 2.0 * i);
        RunView running = watched.poll();
        assertEquals(RunState.RUNNING, running.state());
        assertEquals(50_000, running.environmentSteps());
        assertEquals(25 * 50, running.updates());
        assertEquals(Optional.of(100.0), running.lastScore());
        assertEquals(Optional.of(0.1), running.share(), "50,000 of 500,000 environment steps");
        assertTrue(running.lastWritten().isPresent());
        trainer.release();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "DIVERGED", "FAILED", "INTERRUPTED"})
    void theOutcomeSaysHowARunEnded(RunState state) {
        FabricatedRuns.measure(run, 1, 3, i -> i);
        FabricatedRuns.end(run, state.key(), "for a reason");
        RunView view = watched.poll();
        assertEquals(state, view.state());
        assertEquals("for a reason", view.reason());
    }

    @Test
    void aRunWhoseProcessIsGoneIsInterrupted() {
        FabricatedRuns.measure(run, 1, 3, i -> i);
        RunView view = watched.poll();
        assertEquals(RunState.INTERRUPTED, view.state());
        assertTrue(view.reason().contains("keel resume"), view.reason());
    }

    /** Between the parent's letting go and the child's taking, which needs a second or two, nobody has the run. */
    @Test
    void aRunThatIsHandedToAChildProcessIsNotInterrupted() {
        RunDirectory parent = take();
        watched.poll();
        parent.release();
        clock.now = clock.now.plus(Duration.ofSeconds(9));
        assertEquals(RunState.WAITING, watched.poll().state());
        clock.now = clock.now.plus(Duration.ofSeconds(1));
        assertEquals(RunState.INTERRUPTED, watched.poll().state());
    }

    @Test
    void aResumedRunRunsAgainAndKeepsWhatItsCheckpointHas() throws IOException {
        FabricatedRuns.measure(run, 1, 5, i -> 10.0 * i);
        FabricatedRuns.end(run, "interrupted", "stopped");
        assertArrayEquals(new double[] {10, 20, 30, 40}, watched.poll().scores().y());
        RunDirectory trainer = take();
        Files.delete(run.resolve("outcome.json"));
        Files.delete(run.resolve("metrics.jsonl"));
        FabricatedRuns.measure(run, 1, 3, i -> 10.0 * i);
        RunView resumed = watched.poll();
        assertEquals(RunState.RUNNING, resumed.state());
        assertEquals("", resumed.reason());
        assertArrayEquals(new double[] {10, 20}, resumed.scores().y());
        assertEquals(2000, resumed.environmentSteps());
        trainer.release();
    }

    @Test
    void aCurveThatDidNotGrowIsTheSame() {
        FabricatedRuns.measure(run, 1, 5, i -> i);
        assertSame(watched.poll().scores(), watched.poll().scores());
    }

    @Test
    void damageIsStatedUntilItIsMended() throws IOException {
        String config = Files.readString(run.resolve("config.yaml"));
        FabricatedRuns.write(run.resolve("config.yaml"), "kind: [agent");
        for (int i = 0; i < 2; i++) {
            RunView damaged = watched.poll();
            assertEquals(RunState.DAMAGED, damaged.state());
            assertTrue(damaged.reason().contains("config.yaml is not valid YAML"), damaged.reason());
        }
        FabricatedRuns.write(run.resolve("config.yaml"), config);
        FabricatedRuns.end(run, "completed", "reached its length");
        assertEquals(RunState.COMPLETED, watched.poll().state());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meta.json | {\"format_version\": 99, \"keel\": \"9.0\"} | reads format 1. Use the Keel that wrote it: 9.0",
                "meta.json | {\"format_ | is no longer JSON",
                "meta.json | [] | meta.json is no object",
                "config.yaml | kind: [agent | config.yaml is not valid YAML",
                "outcome.json | {\"status\": \"comp | is no longer JSON",
                "outcome.json | {\"status\": \"happy\"} | says 'happy', which is no outcome"
            })
    void whatIsWrongWithAFileIsSaid(String file, String content, String reason) {
        FabricatedRuns.write(run.resolve(file), content);
        RunView view = watched.poll();
        assertEquals(RunState.DAMAGED, view.state());
        assertTrue(view.reason().contains(reason), view.reason());
    }

    /** Clocks of files stand still for some milliseconds. */
    @Test
    void aFileThatChangedWithinATickOfItsClockIsReadAgain() throws IOException {
        FabricatedRuns.end(run, "failed", "no space is left");
        FileTime time = Files.getLastModifiedTime(run.resolve("outcome.json"));
        assertEquals(RunState.FAILED, watched.poll().state());
        FabricatedRuns.end(run, "completed", "reached its length");
        Files.setLastModifiedTime(run.resolve("outcome.json"), time);
        assertEquals(RunState.COMPLETED, watched.poll().state());
    }

    @Test
    void aMissingFileIsDamage() throws IOException {
        Files.delete(run.resolve("config.yaml"));
        RunView view = watched.poll();
        assertEquals(RunState.DAMAGED, view.state());
        assertTrue(view.reason().contains("Cannot read the run in"), view.reason());
    }

    @Test
    void aDamagedLineIsARemarkAndTheRunGoesOn() throws IOException {
        FabricatedRuns.measure(run, 1, 3, i -> i);
        Files.writeString(run.resolve("metrics.jsonl"), "{\"upd\n", StandardOpenOption.APPEND);
        FabricatedRuns.measure(run, 3, 5, i -> i);
        FabricatedRuns.end(run, "completed", "reached its length");
        RunView view = watched.poll();
        assertEquals(RunState.COMPLETED, view.state());
        assertTrue(view.reason().contains("metrics.jsonl, line 5"), view.reason());
        assertEquals(4, view.scores().y().length);
    }

    @Test
    void aPairsScoresAreOverIterations() {
        Path pair = new FabricatedRuns(folder).begin(FabricatedRuns.setting("ring-gan"), 0);
        FabricatedRuns.write(
                pair.resolve("metrics.jsonl"),
                "{\"update\":99,\"env_step\":0,\"wall_s\":1.0,\"modes/captured\":8.0,\"modes/high_quality\":0.5}\n");
        RunView view = new WatchedRun(pair, clock).poll();
        assertEquals(Optional.of("modes/high_quality"), view.scoreMetric());
        assertArrayEquals(new double[] {100}, view.scores().x());
        assertEquals(Optional.of(100.0 / 40_000), view.share());
    }
}
