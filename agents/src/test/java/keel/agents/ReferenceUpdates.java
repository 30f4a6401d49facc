package keel.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What Stable-Baselines3 and PyTorch made of recorded batches; benchmarks/peers writes it. */
public final class ReferenceUpdates {
    private ReferenceUpdates() {}

    /** The part under this key. */
    public static JsonNode of(String key) {
        try (InputStream in = ReferenceUpdates.class.getResourceAsStream("/reference/sb3-updates.json")) {
            JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(in));
            return Objects.requireNonNull(all.get(key), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of numbers; true is 1. */
    public static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = list.get(i);
            values[i] = value.isBoolean() ? (value.booleanValue() ? 1f : 0f) : (float) value.doubleValue();
        }
        return values;
    }

    /** The parameters or gradients of a network: of each layer the weights, input by input, then the biases. */
    public static float[] flat(JsonNode network) {
        int size = 0;
        for (JsonNode layer : network.get("layers")) {
            size += layer.get("weights").size() + layer.get("biases").size();
        }
        float[] values = new float[size];
        int at = 0;
        for (JsonNode layer : network.get("layers")) {
            for (String part : new String[] {"weights", "biases"}) {
                float[] numbers = floats(layer.get(part));
                System.arraycopy(numbers, 0, values, at, numbers.length);
                at += numbers.length;
            }
        }
        return values;
    }
}
