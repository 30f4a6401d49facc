package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fully resolved configuration without its seed: one point in rate space.
 *
 * @param preset the preset it came from
 * @param config every key with its value, defaults included; do not change it
 * @param subject what it trains
 */
public record Setting(String preset, ObjectNode config, Subject subject) {
    private static final int ID_BYTES = 4;

    /** The same, filed under another name. */
    public Setting named(String name) {
        return new Setting(name, config, subject);
    }

    /**
     * Short name of this setting: equal for equal configurations, whatever their order of keys or way to write a number or a
     * schedule.
     */
    public String id() {
        String text = canonicalText();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What {@link #id} is the hash of: equal settings have the same text, and others never do. */
    public String canonicalText() {
        return canonical(config).toString();
    }

    /** A configuration as settings are compared: equal text, equal setting. */
    public static JsonNode canonical(ObjectNode config) {
        return ConfigTree.canonical(NetworkForm.shortest(OptimizerForm.shortest(ScheduleForm.shortest(config))));
    }
}
