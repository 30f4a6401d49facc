package keel.experiments.sweep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import keel.experiments.preset.ConfigTree;
import keel.training.InvalidConfigException;

/**
 * {@code <out>/<preset>/sweeps/<sweep id>.yaml}: what a sweep varied, so that whoever reads its runs finds its axes. The same
 * sweep has the same id, whenever and wherever it is given.
 */
public final class SweepFile {
    /** Version of the format, in the file. */
    public static final int FORMAT_VERSION = 1;

    private static final String FOLDER = "sweeps";
    private static final int ID_BYTES = 4;

    private SweepFile() {}

    /** Short name of a sweep: a hash of its preset, axes, settings and seeds. */
    public static String id(SweepDesign design) {
        ObjectNode content = describe(design);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(content.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Where a sweep's file is. */
    public static Path path(Path out, SweepDesign design) {
        return out.resolve(design.preset()).resolve(FOLDER).resolve(id(design) + ".yaml");
    }

    /**
     * Writes it.
     *
     * @param command the words that were typed
     */
    public static Path write(Path out, SweepDesign design, List<String> command) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("format_version", FORMAT_VERSION);
        ArrayNode words = content.putArray("command");
        command.forEach(words::add);
        content.setAll(describe(design));
        Path file = path(out, design);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, ConfigTree.toYaml(content));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write " + file + ": " + e + ". Choose another folder with --out.", e);
        }
    }

    private static ObjectNode describe(SweepDesign design) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("preset", design.preset());
        ObjectNode axes = content.putObject("axes");
        design.axes().forEach(axis -> {
            ArrayNode values = axes.putArray(axis.key());
            axis.labels().forEach(values::add);
        });
        ObjectNode settings = content.putObject("settings");
        design.settings().forEach(setting -> {
            ObjectNode values = settings.putObject(setting.setting().id());
            for (int a = 0; a < design.axes().size(); a++) {
                values.put(design.axes().get(a).key(), setting.labels().get(a));
            }
        });
        ArrayNode seeds = content.putArray("seeds");
        design.seeds().forEach(seeds::add);
        return content;
    }

    /** Whether this is such a file, by its place. */
    public static boolean isOne(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return Files.isRegularFile(file) && folder != null && folder.endsWith(FOLDER);
    }

    /**
     * Folders of a sweep's runs, those included that are not there.
     *
     * @throws InvalidConfigException if it cannot be read
     */
    public static List<Path> runs(Path file) {
        return read(file).runs();
    }

    /**
     * Reads what a sweep varied.
     *
     * @throws InvalidConfigException if it is no such file
     * @throws UncheckedIOException if it cannot be read
     */
    public static PlannedSweep read(Path file) {
        ObjectNode content;
        try {
            content = ConfigTree.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
        }
        InvalidConfigException.require(
                content.path("format_version").asInt() == FORMAT_VERSION
                        && content.path("settings").isObject(),
                "%s is no sweep's file of format %d. Use the Keel that wrote it, or name a folder with runs."
                        .formatted(file, FORMAT_VERSION));
        Path preset = Objects.requireNonNull(
                Objects.requireNonNull(file.toAbsolutePath().normalize().getParent())
                        .getParent());
        Map<String, List<String>> axes = new LinkedHashMap<>();
        content.path("axes").properties().forEach(axis -> {
            List<String> labels = new ArrayList<>();
            axis.getValue().forEach(label -> labels.add(label.asText()));
            axes.put(axis.getKey(), labels);
        });
        Map<String, List<String>> settings = new LinkedHashMap<>();
        content.path("settings")
                .properties()
                .forEach(setting -> settings.put(
                        setting.getKey(),
                        axes.keySet().stream()
                                .map(axis -> setting.getValue().path(axis).asText())
                                .toList()));
        List<Long> seeds = new ArrayList<>();
        content.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
        return new PlannedSweep(preset, axes, settings, seeds);
    }
}
