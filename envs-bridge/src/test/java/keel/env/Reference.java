package keel.env;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Traces of the original environments; their first lines say what made them. */
public final class Reference {
    private Reference() {}

    /** A file of {@code src/test/resources/reference}. */
    public static JsonNode read(String name) {
        try (InputStream in = Reference.class.getResourceAsStream("/reference/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
