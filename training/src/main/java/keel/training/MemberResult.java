package keel.training;

import java.util.Map;

/**
 * How one member of a cohort ended.
 *
 * @param status completed, diverged or interrupted
 * @param reason one sentence for a person; for a divergence it names network, update, rate and value
 * @param updates gradient updates done (of the most-updated network)
 * @param environmentSteps environment steps done by this member over all its lanes; 0 for GANs
 * @param finalScores metric name to value at the end, in a fixed order; empty where none could be measured
 */
public record MemberResult(
        Status status, String reason, long updates, long environmentSteps, Map<String, Double> finalScores) {
    /** How a member ended. */
    public enum Status {
        COMPLETED,
        DIVERGED,
        INTERRUPTED
    }
}
