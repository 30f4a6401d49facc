package keel.experiments.dashboard;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.ScoreCurve;

/**
 * A run at one moment.
 *
 * @param record without measurements; empty while nothing but damage was found
 * @param reason a sentence about how it ended, or what is wrong; may be empty
 * @param updates of the last record
 * @param environmentSteps of the last record; 0 for GANs
 * @param lastWritten when its measurements last grew
 * @param scoreMetric what the curve is of; empty before the first score
 * @param scores over environment steps or, of GANs, iterations; the same object as long as it is the same curve
 */
record RunView(
        Path path,
        Optional<RunRecord> record,
        RunState state,
        String reason,
        long updates,
        long environmentSteps,
        Optional<Instant> lastWritten,
        Optional<String> scoreMetric,
        ScoreCurve scores) {
    static final ScoreCurve NO_SCORES = new ScoreCurve(new double[0], new double[0]);

    /** One that a sweep planned and that has no folder yet. */
    static RunView planned(Path path) {
        return new RunView(
                path, Optional.empty(), RunState.WAITING, "", 0, 0, Optional.empty(), Optional.empty(), NO_SCORES);
    }

    /** The latest score that is a number. */
    Optional<Double> lastScore() {
        for (int i = scores.y().length - 1; i >= 0; i--) {
            if (Double.isFinite(scores.y()[i])) {
                return Optional.of(scores.y()[i]);
            }
        }
        return Optional.empty();
    }

    /** How much of its training is done, 0 .. 1; empty if its length is not known. */
    Optional<Double> share() {
        if (state == RunState.COMPLETED) {
            return Optional.of(1.0);
        }
        return record.map(run -> run.config().path("length"))
                .map(length -> length.has("env-steps")
                        ? environmentSteps / length.path("env-steps").asDouble()
                        : (updates + 1) / length.path("iterations").asDouble())
                .filter(Double::isFinite)
                .map(share -> lastWritten.isEmpty() ? 0.0 : Math.min(1, share));
    }
}
