package keel.experiments.run;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.telemetry.MetricRecord;

/**
 * Appends to {@code metrics.jsonl} and to TensorBoard's event file. Everything is on disk a second after it was measured, and
 * whole lines at a time unless the machine itself stops.
 */
final class MetricLog implements Closeable {
    private static final long FLUSH_NANOS = 1_000_000_000L;

    private final Path metrics;
    private final Path eventFile;
    private final BufferedWriter lines;
    private final TensorBoardLog events;
    private final double secondsBefore;
    private final long start = System.nanoTime();
    private long lastFlush = start;

    /** How long both files were at some moment, and how many seconds had gone by. */
    record Position(long metricsBytes, long eventsBytes, double elapsedSeconds) {
        void save(StateWriter to) {
            to.put("bytes", metricsBytes, eventsBytes);
            to.put("elapsed_s", elapsedSeconds);
        }

        static Position restore(StateReader from) {
            long[] bytes = from.longs("bytes", 2);
            return new Position(bytes[0], bytes[1], from.number("elapsed_s"));
        }
    }

    /** New files. */
    MetricLog(Path metrics, Path eventFile) throws IOException {
        this.metrics = metrics;
        this.eventFile = eventFile;
        secondsBefore = 0;
        lines = Files.newBufferedWriter(metrics);
        events = new TensorBoardLog(eventFile, now());
    }

    /** Goes on from a moment: what was written later is cut off. */
    MetricLog(Path metrics, Path eventFile, Position from) throws IOException {
        this.metrics = metrics;
        this.eventFile = eventFile;
        secondsBefore = from.elapsedSeconds();
        cut(metrics, from.metricsBytes());
        cut(eventFile, from.eventsBytes());
        lines = Files.newBufferedWriter(metrics, StandardOpenOption.APPEND);
        events = TensorBoardLog.append(eventFile);
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < bytes) {
                throw new CheckpointException(
                        "%s has %d bytes, but had %d when the checkpoint was written: it was changed or damaged since. Restore it, or train anew in another folder."
                                .formatted(file, channel.size(), bytes));
            }
            channel.truncate(bytes);
        }
    }

    /** Brings everything to the disk; how long the files are then. */
    Position position() throws IOException {
        lines.flush();
        events.flush();
        return new Position(force(metrics), force(eventFile), elapsedSeconds());
    }

    private static long force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            return channel.size();
        }
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    /** Seconds of training so far, those before an interruption included. */
    double elapsedSeconds() {
        return secondsBefore + (System.nanoTime() - start) / 1e9;
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
