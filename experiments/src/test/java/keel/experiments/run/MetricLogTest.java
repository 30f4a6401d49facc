package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricLogTest {
    @TempDir
    private Path folder;

    private List<String> write(MetricRecord... records) throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        try (MetricLog log = new MetricLog(metrics, folder.resolve("events"))) {
            for (MetricRecord record : records) {
                log.append(record);
            }
        }
        return Files.readAllLines(metrics);
    }

    private static Map<String, Double> values(Object... namesAndValues) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], (Double) namesAndValues[i + 1]);
        }
        return values;
    }

    /** Golden lines of format 1; 2^-1074 and 2E-3 are numbers that printed differently before Java 19. */
    @Test
    void linesAreWrittenInFormatOne() throws IOException {
        List<String> lines = write(
                new MetricRecord(0, 40, values("rate/q", 2e-3, "loss/q", Double.NaN, "zero", -0.0)),
                new MetricRecord(
                        9,
                        0,
                        values(
                                "least",
                                Double.MIN_VALUE,
                                "up",
                                Double.POSITIVE_INFINITY,
                                "down",
                                Double.NEGATIVE_INFINITY)));
        assertEquals(
                List.of(
                        "{\"update\":0,\"env_step\":40,\"wall_s\":0,\"rate/q\":0.002,\"loss/q\":\"NaN\",\"zero\":-0.0}",
                        "{\"update\":9,\"env_step\":0,\"wall_s\":0,\"least\":4.9E-324,\"up\":\"Infinity\",\"down\":\"-Infinity\"}"),
                lines.stream()
                        .map(line -> line.replaceAll("\"wall_s\":[0-9.E-]+", "\"wall_s\":0"))
                        .toList());
    }

    @Test
    void numbersReadBackAsTheSameNumbers() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < 2000; i++) {
            values.put("m" + i, Double.longBitsToDouble(random.nextLong()));
        }
        String line = write(new MetricRecord(1, 2, values)).get(0);
        var json = JsonFiles.MAPPER.readTree(line);
        values.forEach((name, value) -> assertEquals(value, JsonFiles.number(json.get(name)), name));
        assertTrue(json.get("wall_s").doubleValue() >= 0);
    }

    @Test
    void goingOnFromAPositionCutsOffWhatCameLater() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Path events = folder.resolve("events");
        MetricLog.Position position;
        try (MetricLog log = new MetricLog(metrics, events)) {
            log.append(new MetricRecord(0, 0, values("loss/q", 1.0)));
            position = log.position();
            log.append(new MetricRecord(1, 0, values("loss/q", 2.0)));
        }
        long eventBytes = Files.size(events);
        try (MetricLog log = new MetricLog(metrics, events, position)) {
            log.append(new MetricRecord(1, 0, values("loss/q", 2.0)));
            assertTrue(log.elapsedSeconds() >= position.elapsedSeconds());
        }
        List<String> lines = Files.readAllLines(metrics);
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).startsWith("{\"update\":1,"), lines.get(1));
        assertEquals(eventBytes, Files.size(events));
    }
}
