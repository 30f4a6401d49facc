package keel.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;

/**
 * The folder of one run, {@code <out>/<preset>/<setting id>/seed-<n>/}:
 *
 * <ul>
 *   <li>{@code config.yaml}: the resolved setting, and {@code meta.json}: where and how it ran; both before training
 *   <li>{@code metrics.jsonl} and {@code events.out.tfevents.*}: what was measured, growing
 *   <li>{@code checkpoint/<network>.zip}: the trained networks, for DL4J's {@code ModelSerializer}
 *   <li>{@code outcome.json}: how it ended; until it is there the run goes on, or was killed
 * </ul>
 */
public final class RunDirectory {
    /** Version of these files' formats, in meta.json. */
    public static final int FORMAT_VERSION = 1;

    static final String CONFIG = "config.yaml";
    static final String META = "meta.json";
    static final String METRICS = "metrics.jsonl";
    static final String OUTCOME = "outcome.json";

    private final Path path;
    private final ObjectNode meta;

    private RunDirectory(Path path, ObjectNode meta) {
        this.path = path;
        this.meta = meta;
    }

    /** Where the run of a setting with a seed goes. */
    public static Path path(Path out, Setting setting, long seed) {
        return out.resolve(setting.preset()).resolve(setting.id()).resolve("seed-" + seed);
    }

    /**
     * Checks that runs can be written, and writes nothing that stays.
     *
     * @throws InvalidConfigException if a run is there already (names all) or the folder cannot be written
     */
    public static void requireFree(Path out, Setting setting, List<Long> seeds) {
        List<String> taken = seeds.stream()
                .map(seed -> path(out, setting, seed))
                .filter(Files::exists)
                .map(Path::toString)
                .toList();
        if (!taken.isEmpty()) {
            throw new InvalidConfigException(
                    "Already there:\n  %s\nA run is never overwritten. Choose other seeds or another folder (--out), or delete these."
                            .formatted(String.join("\n  ", taken)));
        }
        Path existing = out.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new InvalidConfigException("Cannot write runs to %s: %s is %s. Choose another folder with --out."
                    .formatted(
                            out,
                            existing,
                            Files.isDirectory(existing) ? "not writable for you" : "a file, not a folder"));
        }
    }

    /** Makes the folder with its configuration and provenance. */
    static RunDirectory create(Path out, Setting setting, long seed, ObjectNode provenance) throws IOException {
        Path path = path(out, setting, seed);
        Files.createDirectories(path);
        ObjectNode meta = provenance.deepCopy();
        meta.put("preset", setting.preset());
        meta.put("setting", setting.id());
        meta.put("seed", seed);
        meta.put("start", Instant.now().toString());
        Files.writeString(path.resolve(CONFIG), ConfigTree.toYaml(setting.config()));
        RunDirectory directory = new RunDirectory(path, meta);
        directory.writeMeta();
        return directory;
    }

    /** Takes back {@link #create}: only for a folder in which nothing was measured yet. */
    void deleteUnused() {
        try {
            Files.deleteIfExists(path.resolve(CONFIG));
            Files.deleteIfExists(path.resolve(META));
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the unused folder " + path + ": " + e.getMessage(), e);
        }
    }

    private void writeMeta() throws IOException {
        JsonFiles.replace(
                path.resolve(META),
                JsonFiles.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(meta) + "\n");
    }

    public Path path() {
        return path;
    }

    MetricLog openMetrics() throws IOException {
        String name = "events.out.tfevents.%d.keel".formatted(System.currentTimeMillis() / 1000);
        return new MetricLog(path.resolve(METRICS), path.resolve(name));
    }

    /** The folder for trained networks, made if need be. */
    Path checkpoint() throws IOException {
        return Files.createDirectories(path.resolve("checkpoint"));
    }

    /** Writes the outcome, last of all. */
    void finish(Outcome outcome) {
        try {
            meta.put("end", Instant.now().toString());
            writeMeta();
            ObjectNode json = JsonFiles.MAPPER.createObjectNode();
            json.put("status", outcome.status().key());
            json.put("reason", outcome.reason());
            json.put("updates", outcome.updates());
            json.put("env_steps", outcome.environmentSteps());
            ObjectNode scores = json.putObject("final_scores");
            outcome.finalScores().forEach((name, value) -> {
                if (Double.isFinite(value)) {
                    scores.put(name, value);
                } else {
                    scores.put(name, value.toString());
                }
            });
            json.put("wall_s", Math.round(outcome.wallSeconds() * 1000) / 1000.0);
            JsonFiles.replace(
                    path.resolve(OUTCOME),
                    JsonFiles.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the outcome of " + path + ": " + e.getMessage(), e);
        }
    }
}
