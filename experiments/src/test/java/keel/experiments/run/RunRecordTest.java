package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import keel.training.InvalidConfigException;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads format 1 as it was first written; this text must stay readable for ever. */
class RunRecordTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void writeFormatOne() throws IOException {
        run = Files.createDirectories(folder.resolve("cartpole-a2c/0123abcd/seed-4"));
        Files.writeString(run.resolve("config.yaml"), "kind: agent\nrates:\n  actor: 7.0E-4\n");
        Files.writeString(
                run.resolve("meta.json"),
                "{\"format_version\":1,\"keel\":\"0.1.0\",\"preset\":\"cartpole-a2c\",\"setting\":\"0123abcd\",\"seed\":4}");
        Files.writeString(run.resolve("metrics.jsonl"), """
                {"update":0,"env_step":40,"wall_s":0.012,"rate/actor":7.0E-4,"loss/actor":"NaN"}
                {"update":9,"env_step":400,"wall_s":0.1,"eval/return":21.5,"x":"-Infinity"}
                """);
        Files.writeString(run.resolve("outcome.json"), """
                {"status":"diverged","reason":"actor: loss is NaN at update 9 with learning rate 7.0E-4","updates":9,
                 "env_steps":400,"final_scores":{},"wall_s":0.2}
                """);
    }

    private RunRecord read() {
        return RunRecord.readAll(List.of(folder)).get(0);
    }

    @Test
    void readsFormatOne() {
        RunRecord record = read();
        assertEquals("cartpole-a2c", record.preset());
        assertEquals("0123abcd", record.setting());
        assertEquals(4, record.seed());
        assertEquals("agent", record.kind());
        assertEquals(
                List.of(
                        new MetricRecord(0, 40, Map.of("rate/actor", 7e-4, "loss/actor", Double.NaN)),
                        new MetricRecord(9, 400, Map.of("eval/return", 21.5, "x", Double.NEGATIVE_INFINITY))),
                record.metrics());
        assertEquals(Outcome.Status.DIVERGED, record.outcome().orElseThrow().status());
    }

    /** Older runs tell of no device: they had the processor. */
    @Test
    void aRunKnowsWhatComputedItsNetworks() throws IOException {
        try (TrainingDevice processor = TrainingDevice.cpu()) {
            assertEquals(DeviceKind.CPU, read().device());
            assertEquals(Set.of("cpu"), read().devices());
            assertEquals(Optional.empty(), read().otherDevice(processor));
            String gpu = "{\"kind\":\"cuda\",\"name\":\"H200\",\"driver\":\"580.1\",\"compute_capability\":\"9.0\"}";
            writeMeta("\"device\":" + gpu);
            String text = "cuda (H200, driver 580.1, compute capability 9.0)";
            assertEquals(DeviceKind.CUDA, read().device());
            assertEquals(Optional.of(text), read().otherDevice(processor));
            writeMeta("\"device\":" + gpu + ",\"resumed\":[{\"device\":\"cpu\"}]");
            assertEquals(DeviceKind.CPU, read().device());
            assertEquals(Set.of("cpu", text), read().devices());
            assertEquals(Optional.empty(), read().otherDevice(processor));
            writeMeta("\"device\":\"abacus\"");
            String message = assertThrows(InvalidConfigException.class, () -> read().device())
                    .getMessage();
            assertTrue(message.contains("'abacus'") && message.contains("--device cpu"), message);
        }
    }

    private void writeMeta(String more) throws IOException {
        Files.writeString(
                run.resolve("meta.json"),
                "{\"format_version\":1,\"preset\":\"cartpole-a2c\",\"setting\":\"0123abcd\",\"seed\":4,%s}"
                        .formatted(more));
    }

    @Test
    void aLastLineCutShortIsLeftOutAndDamageInTheMiddleIsNamed() throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        String good = Files.readString(metrics);
        Files.writeString(metrics, good + "{\"update\":19,\"env_st");
        assertEquals(2, read().metrics().size());
        Files.writeString(metrics, "{\"upd\n" + good);
        String message = assertThrows(InvalidConfigException.class, this::read).getMessage();
        assertTrue(message.contains("line 1"), message);
    }

    @Test
    void aRunWithoutOutcomeIsReadAsFarAsItGot() throws IOException {
        Files.delete(run.resolve("outcome.json"));
        assertEquals(Optional.empty(), read().outcome());
    }

    @Test
    void aNewerFormatIsRefusedWithBothVersions() throws IOException {
        Files.writeString(run.resolve("meta.json"), "{\"format_version\":2,\"keel\":\"9.9\"}");
        String message = assertThrows(InvalidConfigException.class, this::read).getMessage();
        assertTrue(
                message.contains("format 2") && message.contains("reads format 1") && message.contains("9.9"), message);
    }
}
