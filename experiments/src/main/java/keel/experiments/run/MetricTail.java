package keel.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import keel.training.telemetry.MetricRecord;

/**
 * Reads a run's {@code metrics.jsonl} while another process writes it: every line once, and only when it is whole.
 *
 * <p>A run that is resumed cuts its file off at its checkpoint and goes on from there. That is noticed by the file's length or,
 * where it has grown past the old one meanwhile, by the last line that was read, whose wall time is another, and the file is
 * read anew. Not for several threads.
 */
public final class MetricTail {
    private static final Set<String> NOT_METRICS = Set.of("update", "env_step", "wall_s");

    /** So much is read at once at most: what is left comes next time. */
    private static final int MOST_BYTES = 8 << 20;

    private final Path file;
    private long lengthThen;
    private long offset;
    private long lines;
    private byte[] lastLine = new byte[0];

    /** @param run its folder; the file need not be there yet */
    public MetricTail(Path run) {
        file = run.resolve(RunDirectory.METRICS);
    }

    /**
     * What was written since the last reading.
     *
     * @param restarted whether what was read before no longer counts
     * @param records in order of writing
     * @param faults a sentence for each line that is no record
     */
    public record Fresh(boolean restarted, List<MetricRecord> records, List<String> faults) {}

    /** Reads on. */
    public Fresh read() throws IOException {
        if (!Files.exists(file)) {
            return new Fresh(restart(), List.of(), List.of());
        }
        if (Files.size(file) == lengthThen) {
            return new Fresh(false, List.of(), List.of());
        }
        try (RandomAccessFile metrics = new RandomAccessFile(file.toFile(), "r")) {
            long length = metrics.length();
            boolean same = length >= offset
                    && Arrays.equals(lastLine, bytes(metrics, offset - lastLine.length, lastLine.length));
            boolean restarted = !same && restart();
            byte[] bytes = bytes(metrics, offset, (int) Math.min(MOST_BYTES, length - offset));
            lengthThen = offset + bytes.length;
            return parse(restarted, bytes);
        } catch (EOFException e) {
            // It was cut off just now.
            return new Fresh(restart(), List.of(), List.of());
        }
    }

    /** Whether anything was read before. */
    private boolean restart() {
        boolean some = offset > 0;
        lengthThen = 0;
        offset = 0;
        lines = 0;
        lastLine = new byte[0];
        return some;
    }

    private static byte[] bytes(RandomAccessFile from, long start, int length) throws IOException {
        byte[] bytes = new byte[length];
        from.seek(start);
        from.readFully(bytes);
        return bytes;
    }

    private Fresh parse(boolean restarted, byte[] bytes) {
        List<MetricRecord> records = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                lines++;
                try {
                    records.add(parse(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
                } catch (JsonProcessingException | NumberFormatException e) {
                    faults.add("%s, line %d, is no record: the file was changed or damaged.".formatted(file, lines));
                }
                lastLine = Arrays.copyOfRange(bytes, start, end + 1);
                start = end + 1;
            }
        }
        offset += start;
        return new Fresh(restarted, records, faults);
    }

    /** One line. */
    static MetricRecord parse(String line) throws JsonProcessingException {
        JsonNode json = JsonFiles.MAPPER.readTree(line);
        Map<String, Double> values = new LinkedHashMap<>();
        json.properties().forEach(entry -> {
            if (!NOT_METRICS.contains(entry.getKey())) {
                values.put(entry.getKey(), JsonFiles.number(entry.getValue()));
            }
        });
        return new MetricRecord(
                json.path("update").asLong(), json.path("env_step").asLong(), values);
    }
}
