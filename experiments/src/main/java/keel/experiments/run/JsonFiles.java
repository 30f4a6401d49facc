package keel.experiments.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** JSON as run folders hold it: shortest decimal that reads back as the same number, non-finite numbers as strings. */
final class JsonFiles {
    /** Not the platform's Double.toString, whose digits changed with Java 19: the same run writes the same bytes everywhere. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** Behind the name of a file that is not whole yet. */
    static final String TEMPORARY = ".tmp";

    private JsonFiles() {}

    /** Writes a number, or {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. */
    static void writeNumber(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeStringField(name, Double.toString(value));
        }
    }

    /** Reads what {@link #writeNumber} wrote. */
    static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
    }

    /** Replaces a file in one move: a reader sees the old content or the new, never a part. */
    static void replace(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        Files.writeString(temporary, content);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
