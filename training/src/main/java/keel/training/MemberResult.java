package keel.training;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.training.guard.Divergence;
import keel.training.telemetry.UpdateRecord;

/**
 * How one member of a cohort ended.
 *
 * @param status how it ended
 * @param reason one sentence for a person; for a divergence it names network, update, rate and value
 * @param updates gradient updates done (of the most-updated network)
 * @param environmentSteps environment steps done by this member over all its lanes; 0 for GANs
 * @param finalScores metric name to value at the end, in a fixed order; empty where none could be measured
 * @param divergence what is known of it, of a member that diverged
 * @param warnings how many records showed an early sign of collapse, by the sign's name; empty where none is looked for
 */
public record MemberResult(
        Status status,
        String reason,
        long updates,
        long environmentSteps,
        Map<String, Double> finalScores,
        Optional<DivergenceReport> divergence,
        SortedMap<String, Long> warnings) {
    /** Of a training that looks for no early signs of collapse. */
    public MemberResult(
            Status status,
            String reason,
            long updates,
            long environmentSteps,
            Map<String, Double> finalScores,
            Optional<DivergenceReport> divergence) {
        this(status, reason, updates, environmentSteps, finalScores, divergence, new TreeMap<>());
    }

    /**
     * Why a member diverged, and what came before it.
     *
     * @param recentUpdates by network, the last updates that were applied, oldest first, at most 100 each
     */
    public record DivergenceReport(Divergence divergence, SortedMap<String, List<UpdateRecord>> recentUpdates) {
        /** Of one member. */
        public static DivergenceReport of(Divergence divergence, Collection<NetworkLearner> learners, int member) {
            SortedMap<String, List<UpdateRecord>> recent = new TreeMap<>();
            learners.forEach(learner -> recent.put(learner.name(), learner.recentUpdates(member)));
            return new DivergenceReport(divergence, recent);
        }
    }

    /** How a member ended. */
    public enum Status {
        COMPLETED,
        DIVERGED,
        /** Something outside the training was wrong. */
        FAILED,
        INTERRUPTED
    }
}
