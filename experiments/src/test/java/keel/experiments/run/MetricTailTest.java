package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricTailTest {
    @TempDir
    private Path run;

    private Path file;
    private MetricTail tail;

    @BeforeEach
    void atTheFilesBeginning() {
        file = run.resolve("metrics.jsonl");
        tail = new MetricTail(run);
    }

    private static String line(long update, double wallSeconds) {
        return "{\"update\":%d,\"env_step\":%d,\"wall_s\":%s,\"loss/q\":0.5}\n"
                .formatted(update, 8 * update, wallSeconds);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<Long> updates(MetricTail.Fresh fresh) {
        return fresh.records().stream().map(MetricRecord::update).toList();
    }

    @Test
    void everyLineIsReadOnceAndWhenItIsWhole() throws IOException {
        assertEquals(List.of(), tail.read().records(), "before the file is there");
        String second = line(1, 0.2);
        append(line(0, 0.1) + second.substring(0, 20));
        assertEquals(
                List.of(new MetricRecord(0, 0, Map.of("loss/q", 0.5))),
                tail.read().records());
        assertEquals(List.of(), tail.read().records());
        append(second.substring(20));
        assertEquals(List.of(1L), updates(tail.read()));
        append(line(2, 0.3) + line(3, 0.4));
        MetricTail.Fresh fresh = tail.read();
        assertEquals(List.of(2L, 3L), updates(fresh));
        assertFalse(fresh.restarted());
    }

    @Test
    void aFileThatGotShorterIsReadAnew() throws IOException {
        append(line(0, 0.1) + line(1, 0.2) + line(2, 0.3));
        tail.read();
        Files.writeString(file, line(0, 0.1) + line(1, 0.7));
        MetricTail.Fresh fresh = tail.read();
        assertTrue(fresh.restarted());
        assertEquals(List.of(0L, 1L), updates(fresh));
    }

    /** As when a run is resumed between two readings: cut off at its checkpoint, and gone on past where it was. */
    @Test
    void aFileThatWasCutOffAndGrewPastItsOldEndIsReadAnew() throws IOException {
        append(line(0, 0.1) + line(1, 0.2) + line(2, 0.3));
        tail.read();
        Files.writeString(file, line(0, 0.1) + line(1, 1.25) + line(2, 1.375) + line(3, 1.5));
        MetricTail.Fresh fresh = tail.read();
        assertTrue(fresh.restarted());
        assertEquals(List.of(0L, 1L, 2L, 3L), updates(fresh));
        append(line(4, 1.75));
        fresh = tail.read();
        assertFalse(fresh.restarted());
        assertEquals(List.of(4L), updates(fresh));
    }

    @Test
    void aFileThatIsGoneIsReadAnewWhenItComesBack() throws IOException {
        append(line(0, 0.1));
        tail.read();
        Files.delete(file);
        assertTrue(tail.read().restarted());
        assertFalse(tail.read().restarted(), "told twice");
        append(line(0, 0.2));
        assertEquals(List.of(0L), updates(tail.read()));
    }

    @Test
    void aDamagedLineIsNamedAndTheOthersAreRead() throws IOException {
        append(line(0, 0.1) + "{\"update\":1,\"env_\n" + "{\"update\":2,\"loss/q\":\"much\"}\n" + line(3, 0.4));
        MetricTail.Fresh fresh = tail.read();
        assertEquals(List.of(0L, 3L), updates(fresh));
        assertEquals(2, fresh.faults().size());
        assertTrue(
                fresh.faults().get(0).contains("metrics.jsonl, line 2,"),
                fresh.faults().get(0));
        assertTrue(fresh.faults().get(1).contains("line 3,"), fresh.faults().get(1));
        assertEquals(List.of(), tail.read().faults());
    }

    @Test
    void whatTheLogWritesIsWhatTheTailReads() throws IOException {
        MetricRecord first = new MetricRecord(0, 40, Map.of("loss/q", Double.NaN));
        MetricRecord second = new MetricRecord(9, 80, Map.of("rate/q", 2e-3));
        try (MetricLog log = new MetricLog(file, run.resolve("events"))) {
            log.append(first);
            log.position();
            assertEquals(List.of(first), tail.read().records());
            log.append(second);
        }
        assertEquals(List.of(second), tail.read().records());
    }
}
