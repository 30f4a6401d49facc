package keel.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Values to compare with, from {@code src/test/resources/reference/}; its README says how each file was made. */
public final class Reference {
    private Reference() {}

    /** A whole file. */
    public static JsonNode read(String file) {
        try (InputStream in =
                Objects.requireNonNull(Reference.class.getResourceAsStream("/reference/" + file), "no file " + file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of numbers. */
    public static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
