package keel.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import keel.experiments.preset.ConfigTree;
import keel.experiments.sweep.SweepFile;
import keel.training.InvalidConfigException;
import keel.training.telemetry.MetricRecord;

/**
 * A run as its folder tells it.
 *
 * @param config the resolved setting
 * @param meta where and how it ran
 * @param metrics records in order of writing, wall times left out
 * @param outcome empty while it runs, or after it was killed
 */
public record RunRecord(
        Path path, ObjectNode config, ObjectNode meta, List<MetricRecord> metrics, Optional<Outcome> outcome) {
    public String preset() {
        return meta.path("preset").asText("?");
    }

    public String setting() {
        return meta.path("setting").asText("?");
    }

    public long seed() {
        return meta.path("seed").asLong();
    }

    /** Where the lanes came from: {@code native}, or a server's address, name and version. */
    public String environments() {
        return meta.path("environments").asText("native");
    }

    /** What computed its stacked networks last. */
    public DeviceKind device() {
        JsonNode record = lastDevice();
        String kind = record.isObject() ? record.path("kind").asText() : record.asText(DeviceKind.CPU.key());
        return DeviceKind.of(kind, path);
    }

    private JsonNode lastDevice() {
        JsonNode device = meta.path(RunDirectory.DEVICE);
        for (JsonNode resumption : meta.path("resumed")) {
            device = resumption.path(RunDirectory.DEVICE);
        }
        return device;
    }

    /** What computed its stacked networks last, for a person. */
    public String lastDeviceText() {
        return TrainingDevice.text(lastDevice());
    }

    /** All that computed its stacked networks, for a person, without repetitions. */
    public SortedSet<String> devices() {
        SortedSet<String> devices = new TreeSet<>(Set.of(TrainingDevice.text(meta.path(RunDirectory.DEVICE))));
        meta.path("resumed").forEach(resumed -> devices.add(TrainingDevice.text(resumed.path(RunDirectory.DEVICE))));
        return devices;
    }

    /** What computed its stacked networks last, for a person, if it is not this. */
    public Optional<String> otherDevice(TrainingDevice now) {
        JsonNode last = lastDevice();
        boolean same = last.isObject() == now.onGpu()
                && Stream.of("name", "driver")
                        .allMatch(key -> last.path(key).equals(now.record().path(key)));
        return same ? Optional.empty() : Optional.of(TrainingDevice.text(last));
    }

    /**
     * Tells why this run cannot be taken for one whose environments come from where a command takes them: a server may have
     * moved, so its address does not matter, but native environments and a server's are never taken for each other.
     *
     * @param serverNamed whether the command names a server
     */
    public Optional<String> otherEnvironments(boolean serverNamed) {
        boolean nativeOnes = environments().equals("native");
        if (nativeOnes != serverNamed) {
            return Optional.empty();
        }
        return Optional.of(
                nativeOnes
                        ? "%s has native environments, but --env-server names a server, whose environments are others. Leave out --env-server, or choose another folder with --out for new runs."
                                .formatted(path)
                        : "%s took its environments from the server %s, but native ones are others. Name a server of the same environments (--env-server ADDRESS), or choose another folder with --out for new runs."
                                .formatted(path, environments()));
    }

    public String kind() {
        return config.path("kind").asText("?");
    }

    /**
     * Every run in these folders, whichever level of the tree they name, and of these sweeps' files.
     *
     * @throws InvalidConfigException if a folder is missing, or it or a sweep's file has no run
     */
    public static List<RunRecord> readAll(Collection<Path> folders) {
        TreeSet<Path> runs = new TreeSet<>();
        for (Path folder : folders) {
            if (SweepFile.isOne(folder)) {
                runs.addAll(ofSweep(folder));
                continue;
            }
            if (!Files.isDirectory(folder)) {
                throw new InvalidConfigException(
                        "%s is not a folder. Name a run, a setting or a preset's folder, such as runs/cartpole-a2c."
                                .formatted(folder));
            }
            List<Path> found = find(folder);
            if (found.isEmpty()) {
                throw new InvalidConfigException("%s holds no run: no %s in it or below. `keel run` makes runs."
                        .formatted(folder, RunDirectory.META));
            }
            runs.addAll(found);
        }
        return runs.stream().map(RunRecord::read).toList();
    }

    private static List<Path> ofSweep(Path file) {
        List<Path> found = SweepFile.runs(file).stream()
                .filter(run -> Files.exists(run.resolve(RunDirectory.META)))
                .toList();
        InvalidConfigException.require(
                !found.isEmpty(),
                "%s is a sweep's file, but none of the sweep's runs is there. Leave the file where the sweep wrote it, beside the folders of its runs, or give the sweep again."
                        .formatted(file));
        return found;
    }

    private static List<Path> find(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> path.endsWith(RunDirectory.META))
                    .map(path -> path.toAbsolutePath().normalize().getParent())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Reads one run's folder. A last line cut short by a crash is left out. */
    static RunRecord read(Path path) {
        return read(path, true);
    }

    /**
     * The same without its measurements, quicker.
     *
     * @throws InvalidConfigException if a file is damaged, or of another format
     * @throws UncheckedIOException if one is missing or cannot be read
     */
    public static RunRecord withoutMetrics(Path path) {
        return read(path, false);
    }

    private static RunRecord read(Path path, boolean withMetrics) {
        try {
            if (!(JsonFiles.MAPPER.readTree(Files.readString(path.resolve(RunDirectory.META)))
                    instanceof ObjectNode meta)) {
                throw damaged(path, RunDirectory.META + " is no object");
            }
            int version = meta.path("format_version").asInt();
            if (version != RunDirectory.FORMAT_VERSION) {
                throw new InvalidConfigException(
                        "%s has format %d, but this Keel (%s) reads format %d. Use the Keel that wrote it: %s."
                                .formatted(
                                        path,
                                        version,
                                        Provenance.KEEL_VERSION,
                                        RunDirectory.FORMAT_VERSION,
                                        meta.path("keel").asText("unknown")));
            }
            ObjectNode config = ConfigTree.parse(
                    Files.readString(path.resolve(RunDirectory.CONFIG)),
                    path.resolve(RunDirectory.CONFIG).toString());
            return new RunRecord(
                    path,
                    config,
                    meta,
                    withMetrics ? metrics(path.resolve(RunDirectory.METRICS)) : List.of(),
                    OutcomeFile.read(path.resolve(RunDirectory.OUTCOME)));
        } catch (JsonProcessingException e) {
            throw damaged(path, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the run in " + path + ": " + e.getMessage(), e);
        }
    }

    private static InvalidConfigException damaged(Path path, String how) {
        return new InvalidConfigException(
                "%s holds a file that is no longer JSON (%s): it was changed or damaged. Restore it, or delete the folder and run its seed again."
                        .formatted(path, how));
    }

    private static List<MetricRecord> metrics(Path file) throws IOException {
        List<MetricRecord> records = new ArrayList<>();
        if (!Files.exists(file)) {
            return records;
        }
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            try {
                records.add(MetricTail.parse(lines.get(i)));
            } catch (JsonProcessingException e) {
                if (i < lines.size() - 1) {
                    throw new InvalidConfigException("%s, line %d, is not JSON: %s. The file was changed or damaged."
                            .formatted(file, i + 1, e.getOriginalMessage()));
                }
            }
        }
        return records;
    }
}
