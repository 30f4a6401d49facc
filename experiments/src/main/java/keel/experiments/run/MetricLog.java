package keel.experiments.run;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import keel.training.telemetry.MetricRecord;

/**
 * Appends to {@code metrics.jsonl} and to TensorBoard's event file. Everything is on disk a second after it was measured, and
 * whole lines at a time unless the machine itself stops.
 */
final class MetricLog implements Closeable {
    private static final long FLUSH_NANOS = 1_000_000_000L;

    private final BufferedWriter lines;
    private final TensorBoardLog events;
    private final long start = System.nanoTime();
    private long lastFlush = start;

    MetricLog(Path metrics, Path eventFile) throws IOException {
        lines = Files.newBufferedWriter(metrics);
        events = new TensorBoardLog(eventFile, now());
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    /** Seconds since this log was opened. */
    double elapsedSeconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Appends one record. */
    void append(MetricRecord record) {
        try {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = JsonFiles.MAPPER.createGenerator(text)) {
                json.writeStartObject();
                json.writeNumberField("update", record.update());
                json.writeNumberField("env_step", record.environmentStep());
                json.writeNumberField("wall_s", Math.round(elapsedSeconds() * 1000) / 1000.0);
                for (Map.Entry<String, Double> value : record.values().entrySet()) {
                    JsonFiles.writeNumber(json, value.getKey(), value.getValue());
                }
                json.writeEndObject();
            }
            lines.write(text.append('\n').toString());
            long step = record.environmentStep() > 0 ? record.environmentStep() : record.update();
            events.write(now(), step, record.values());
            if (System.nanoTime() - lastFlush > FLUSH_NANOS) {
                lines.flush();
                events.flush();
                lastFlush = System.nanoTime();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write metrics: " + e.getMessage() + ". Check free space.", e);
        }
    }

    @Override
    public void close() throws IOException {
        try (events) {
            lines.close();
        }
    }
}
