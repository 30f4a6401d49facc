package keel.experiments.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.experiments.run.MetricTail;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;
import keel.experiments.stability.ScoreCurve;
import keel.training.InvalidConfigException;
import keel.training.telemetry.MetricRecord;
import org.jspecify.annotations.Nullable;

/** One run's folder, of which only what is new is read. */
final class WatchedRun {
    /** A parent that hands a run to a child process lets go of it before the child takes it. */
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    private final Path path;
    private final Clock clock;
    private final MetricTail tail;
    private List<Optional<Stamp>> read = List.of();
    private Optional<RunRecord> record = Optional.empty();
    private Optional<String> damage = Optional.empty();
    private final List<String> lineFaults = new ArrayList<>();
    private Optional<MetricRecord> last = Optional.empty();
    private Optional<String> metric = Optional.empty();
    private ScoreCurve scores = RunView.NO_SCORES;
    private Optional<Instant> lastTaken = Optional.empty();

    /** Tells a file from what it was; its time alone does not within a few milliseconds. */
    private record Stamp(
            FileTime written, long bytes, @Nullable Object key) {}

    WatchedRun(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
        tail = new MetricTail(path);
    }

    /** Reads on. */
    RunView poll() {
        try {
            readAbout();
            readMetrics();
            return view(state(), reason());
        } catch (IOException | UncheckedIOException | InvalidConfigException e) {
            damage = Optional.of(String.valueOf(e.getMessage()));
            return view(RunState.DAMAGED, damage.get());
        }
    }

    /** Configuration, provenance and outcome, if any of their files changed. */
    private void readAbout() throws IOException {
        List<Optional<Stamp>> now = new ArrayList<>();
        for (String file : List.of("config.yaml", "meta.json", "outcome.json")) {
            now.add(stamp(file));
        }
        if (!now.equals(read)) {
            damage = Optional.empty();
            read = now;
            record = Optional.of(RunRecord.withoutMetrics(path));
        }
        if (damage.isPresent()) {
            throw new InvalidConfigException(damage.get());
        }
    }

    private Optional<Stamp> stamp(String file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path.resolve(file), BasicFileAttributes.class);
            return Optional.of(new Stamp(now.lastModifiedTime(), now.size(), now.fileKey()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void readMetrics() throws IOException {
        MetricTail.Fresh fresh = tail.read();
        if (fresh.restarted()) {
            last = Optional.empty();
            scores = RunView.NO_SCORES;
            lineFaults.clear();
        }
        lineFaults.addAll(fresh.faults());
        List<MetricRecord> scored = new ArrayList<>();
        for (MetricRecord one : fresh.records()) {
            last = Optional.of(one);
            metric = metric.or(() -> Score.metric(one.values()));
            if (metric.isPresent() && one.values().containsKey(metric.get())) {
                scored.add(one);
            }
        }
        if (!scored.isEmpty()) {
            scores = extended(scored);
        }
    }

    private ScoreCurve extended(List<MetricRecord> scored) {
        boolean gan = record.orElseThrow().kind().equals("gan");
        int before = scores.x().length;
        double[] x = Arrays.copyOf(scores.x(), before + scored.size());
        double[] y = Arrays.copyOf(scores.y(), before + scored.size());
        for (int i = 0; i < scored.size(); i++) {
            MetricRecord one = scored.get(i);
            x[before + i] = gan ? one.update() + 1 : one.environmentStep();
            y[before + i] = one.values().get(metric.orElseThrow());
        }
        return new ScoreCurve(x, y);
    }

    private Optional<Outcome> outcome() {
        return record.flatMap(RunRecord::outcome);
    }

    private RunState state() throws IOException {
        if (outcome().isPresent()) {
            return RunState.of(outcome().get().status());
        }
        Instant now = clock.instant();
        if (RunDirectory.isTaken(path)) {
            lastTaken = Optional.of(now);
        }
        boolean alive = lastTaken
                .filter(then -> Duration.between(then, now).compareTo(HAND_OVER) < 0)
                .isPresent();
        if (!alive) {
            return RunState.INTERRUPTED;
        }
        return last.isPresent() ? RunState.RUNNING : RunState.WAITING;
    }

    private String reason() {
        if (!lineFaults.isEmpty()) {
            return lineFaults.get(0);
        }
        return outcome().map(Outcome::reason).orElse("");
    }

    private RunView view(RunState state, String reason) {
        boolean gone = state == RunState.INTERRUPTED && outcome().isEmpty();
        return new RunView(
                path,
                record,
                state,
                gone && reason.isEmpty() ? "its process is gone; keel resume goes on with it" : reason,
                last.map(MetricRecord::update).orElse(0L),
                last.map(MetricRecord::environmentStep).orElse(0L),
                lastWritten(),
                metric,
                scores);
    }

    private Optional<Instant> lastWritten() {
        try {
            return last.isPresent()
                    ? stamp("metrics.jsonl").map(stamp -> stamp.written().toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
