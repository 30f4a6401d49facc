package keel.experiments.run;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.training.MemberResult;
import keel.training.MemberResult.DivergenceReport;

/**
 * How a run ended; the content of {@code outcome.json}.
 *
 * @param reason one sentence
 * @param updates done; of a failed run, when it was last measured
 * @param environmentSteps taken; 0 for GANs
 * @param finalScores metric to value
 * @param wallSeconds from first to last step of training, evaluation included
 * @param divergence of a diverged run: what was out of bounds, where, and the updates before it
 * @param warnings how many records showed an early sign of collapse, by the sign's name; empty where none was looked for
 */
public record Outcome(
        Status status,
        String reason,
        long updates,
        long environmentSteps,
        Map<String, Double> finalScores,
        double wallSeconds,
        Optional<DivergenceReport> divergence,
        SortedMap<String, Long> warnings) {
    /** Of a training that nothing was looked for in. */
    public Outcome(
            Status status,
            String reason,
            long updates,
            long environmentSteps,
            Map<String, Double> finalScores,
            double wallSeconds,
            Optional<DivergenceReport> divergence) {
        this(status, reason, updates, environmentSteps, finalScores, wallSeconds, divergence, new TreeMap<>());
    }

    /** Divergence is a result and stays in the denominator; a failure is an error of ours, or of the environment. */
    public enum Status {
        COMPLETED,
        DIVERGED,
        FAILED,
        INTERRUPTED;

        /** Name in files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether this is a result, after which there is nothing to go on with. */
        public boolean isFinal() {
            return this == COMPLETED || this == DIVERGED;
        }
    }

    /** Of a run that was to be trained, but the command was stopped before its turn. */
    static Outcome unbegun(long clock) {
        return new Outcome(Status.INTERRUPTED, "stopped before its turn", 0, clock, Map.of(), 0, Optional.empty());
    }

    /** What a trainer said of a member. */
    static Outcome of(MemberResult result, double wallSeconds) {
        return new Outcome(
                Status.valueOf(result.status().name()),
                result.reason(),
                result.updates(),
                result.environmentSteps(),
                result.finalScores(),
                wallSeconds,
                result.divergence(),
                result.warnings());
    }

    /** The same training, but a failure for this reason. */
    Outcome failed(String why) {
        return new Outcome(
                Status.FAILED, why, updates, environmentSteps, finalScores, wallSeconds, divergence, warnings);
    }
}
