package keel.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.CheckpointFile;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The folder of one run, {@code <out>/<preset>/<setting id>/seed-<n>/}:
 *
 * <ul>
 *   <li>{@code config.yaml}: the resolved setting, and {@code meta.json}: where and how it ran; both before training
 *   <li>{@code metrics.jsonl} and {@code events.out.tfevents.*}: what was measured, growing
 *   <li>{@code checkpoint/state.keel}: what training goes on from if it is interrupted or killed, until the run is completed
 *   <li>{@code checkpoint/<network>.zip}: the trained networks, for DL4J's {@code ModelSerializer}
 *   <li>{@code samples.png}: what a generator makes in the end, and {@code samples-average.png}, its running average
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
    static final String STATE = "state.keel";
    /** Key in meta.json. */
    static final String DEVICE = "device";

    private static final int TAIL_BYTES = 8192;
    private static final String CHECKPOINT = "checkpoint";
    private static final String EVENTS = "events.out.tfevents.";

    private final Path path;
    private final ObjectNode meta;
    private final RunLock lock;
    /** Where the checkpoint stands that training goes on from; 0 without one. */
    private final long clock;

    private final boolean saved;

    private RunDirectory(Path path, ObjectNode meta, RunLock lock, Optional<StateReader> state) {
        this.path = path;
        this.meta = meta;
        this.lock = lock;
        saved = state.isPresent();
        clock = state.map(reader -> reader.under("trainer").whole("clock")).orElse(0L);
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
                    "Already there:\n  %s\nA run is never overwritten. Choose other seeds or another folder (--out), go on with what was cut off (keel resume), or delete these."
                            .formatted(String.join("\n  ", taken)));
        }
        requireWritable(out);
    }

    /**
     * Checks that runs can be written to a folder, made or not.
     *
     * @throws InvalidConfigException if not
     */
    public static void requireWritable(Path out) {
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

    /** Makes the folder with its configuration and provenance, or leaves none. */
    static RunDirectory create(Path out, Setting setting, long seed, ObjectNode provenance) throws IOException {
        Path path = path(out, setting, seed);
        Files.createDirectories(path.getParent());
        // Of two processes that both found it free, one fails here.
        Files.createDirectory(path);
        try {
            return fill(path, setting, seed, provenance);
        } catch (IOException | RuntimeException e) {
            deleteFilled(path);
            throw e;
        }
    }

    private static RunDirectory fill(Path path, Setting setting, long seed, ObjectNode provenance) throws IOException {
        ObjectNode meta = provenance.deepCopy();
        meta.put("engine", setting.subject().engine().key());
        meta.put("preset", setting.preset());
        meta.put("setting", setting.id());
        meta.put("seed", seed);
        setting.subject().measuredWith().ifPresent(what -> meta.put("features", what));
        meta.put("start", Instant.now().toString());
        Files.writeString(path.resolve(CONFIG), ConfigTree.toYaml(setting.config()));
        RunDirectory directory = new RunDirectory(path, meta, RunLock.take(path), Optional.empty());
        try {
            directory.writeMeta();
        } catch (IOException | RuntimeException e) {
            directory.release();
            throw e;
        }
        return directory;
    }

    /**
     * Takes up a run that did not end: from its last checkpoint or, if it has none, from the start.
     *
     * @throws InvalidConfigException if another process trains it, or has ended it since the run was read
     * @throws keel.training.checkpoint.CheckpointException if its checkpoint cannot be used
     */
    public static RunDirectory reopen(RunRecord run) {
        RunLock lock = RunLock.take(run.path());
        try {
            requireUnended(run.path());
            // Not the record's: it may have been read before another process went on with this run.
            ObjectNode meta = (ObjectNode)
                    JsonFiles.MAPPER.readTree(Files.readString(run.path().resolve(META)));
            return new RunDirectory(run.path(), meta, lock, readState(run.path()));
        } catch (IOException e) {
            lock.release();
            throw new UncheckedIOException("Cannot read the run in " + run.path() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    /** The same folder, still held, as training takes it up that goes on from its last checkpoint. */
    RunDirectory again() {
        return new RunDirectory(path, meta, lock, readState(path));
    }

    private static Optional<StateReader> readState(Path run) {
        Path file = run.resolve(CHECKPOINT).resolve(STATE);
        return Files.exists(file) ? Optional.of(CheckpointFile.read(file)) : Optional.empty();
    }

    /** Under the lock: who read the run before may have read it while another process still trained it. */
    private static void requireUnended(Path path) {
        try {
            OutcomeFile.read(path.resolve(OUTCOME))
                    .map(Outcome::status)
                    .filter(Outcome.Status::isFinal)
                    .ifPresent(status -> {
                        throw new InvalidConfigException(
                                "%s has ended in the meantime (%s): there is nothing to go on with. Leave it out, or resume again."
                                        .formatted(path, status.key()));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the outcome of " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Notes in meta.json that training begins or goes on, and takes away the outcome of its interruption. A run in which
     * nothing was measured yet begins now.
     */
    void markBegun(ObjectNode provenance) throws IOException {
        if (!saved && !Files.exists(path.resolve(METRICS))) {
            meta.setAll(provenance.deepCopy());
            meta.put("start", Instant.now().toString());
        } else {
            noteResumption(provenance);
        }
        meta.remove("end");
        writeMeta();
        clearOutcome();
    }

    private void noteResumption(ObjectNode provenance) {
        ObjectNode resumed = provenance.deepCopy();
        resumed.put("start", Instant.now().toString());
        resumed.put("from", clock());
        meta.withArray("resumed").add(resumed);
    }

    /** Takes away the outcome of an earlier interruption or failure. */
    void clearOutcome() throws IOException {
        Files.deleteIfExists(path.resolve(OUTCOME));
    }

    public long seed() {
        return meta.path("seed").asLong();
    }

    /** Environment steps or iterations at the checkpoint that training goes on from; 0 if it begins at the start. */
    public long clock() {
        return clock;
    }

    /** Reads the trainer's state at the checkpoint that training goes on from; it is not kept here, for it may be large. */
    Optional<StateReader> trainerState() {
        return saved ? readState(path).map(state -> state.under("trainer")) : Optional.empty();
    }

    /** Replaces the checkpoint by the present state of a member. */
    void saveCheckpoint(MetricLog.Position position, MemberState trainer, int member) throws IOException {
        StateWriter writer = new StateWriter();
        position.save(writer.under("log"));
        trainer.save(member, writer.under("trainer"));
        CheckpointFile.write(checkpoint().resolve(STATE), writer);
    }

    /** Takes back {@link #create}: only for a folder in which nothing was measured yet. */
    void deleteUnused() {
        lock.release();
        deleteFilled(path);
    }

    private static void deleteFilled(Path path) {
        try {
            for (String name : List.of(CONFIG, META, META + JsonFiles.TEMPORARY, RunLock.FILE)) {
                Files.deleteIfExists(path.resolve(name));
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the unused folder " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whether a process trains the run in a folder, or will when its turn comes. Asking disturbs nobody. */
    public static boolean isTaken(Path run) throws IOException {
        return RunLock.isHeld(run);
    }

    /** Lets other processes take up this run. */
    public void release() {
        lock.release();
    }

    private void writeMeta() throws IOException {
        JsonFiles.replace(
                path.resolve(META),
                JsonFiles.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(meta) + "\n");
    }

    public Path path() {
        return path;
    }

    /** New files or, from a checkpoint, the old ones up to where they were then. */
    MetricLog openMetrics() throws IOException {
        List<Path> eventFiles = eventFiles();
        if (saved && eventFiles.size() == 1) {
            MetricLog.Position from =
                    MetricLog.Position.restore(readState(path).orElseThrow().under("log"));
            return new MetricLog(path.resolve(METRICS), eventFiles.get(0), from);
        }
        if (saved) {
            throw new CheckpointException(
                    "%s has %d files %s*, but a run has one: its folder was changed. Restore it, or train anew in another folder."
                            .formatted(path, eventFiles.size(), EVENTS));
        }
        for (Path leftover : eventFiles) {
            Files.delete(leftover);
        }
        String name = "%s%d.keel".formatted(EVENTS, System.currentTimeMillis() / 1000);
        return new MetricLog(path.resolve(METRICS), path.resolve(name));
    }

    private List<Path> eventFiles() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().startsWith(EVENTS))
                    .sorted()
                    .toList();
        }
    }

    /** Environment steps or, without any, updates of the last record that was written; 0 where nothing can be read. */
    long measuredClock() throws IOException {
        Path file = path.resolve(METRICS);
        if (!Files.exists(file)) {
            return 0;
        }
        try (RandomAccessFile metrics = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(metrics.length(), TAIL_BYTES)];
            metrics.seek(metrics.length() - tail.length);
            metrics.readFully(tail);
            String[] lines = new String(tail, StandardCharsets.UTF_8).split("\n", -1);
            // The last one may be cut short, and the first, too.
            JsonNode record = JsonFiles.MAPPER.readTree(lines.length < 3 ? "{}" : lines[lines.length - 2]);
            long steps = record.path("env_step").asLong();
            return steps > 0 ? steps : record.path("update").asLong();
        }
    }

    /** The folder for trained networks, made if need be. */
    Path checkpoint() throws IOException {
        return Files.createDirectories(path.resolve(CHECKPOINT));
    }

    /** Writes the outcome, last of all. What a completed run could go on from is no longer needed. */
    void finish(Outcome outcome) {
        try {
            meta.put("end", Instant.now().toString());
            writeMeta();
            OutcomeFile.write(path.resolve(OUTCOME), outcome);
            if (outcome.status() == Outcome.Status.COMPLETED) {
                Files.deleteIfExists(checkpoint().resolve(STATE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the outcome of " + path + ": " + e.getMessage(), e);
        } finally {
            lock.release();
        }
    }
}
