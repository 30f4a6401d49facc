package keel.agents.onpolicy;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Optional;
import keel.training.rate.RateSchedule;

/** What the actor maximises, and how often it goes over a rollout. */
public sealed interface Objective {
    /** Name of the algorithm in configuration files. */
    String algorithm();

    /** Passes over each rollout. */
    int epochs();

    /**
     * Rows of an update.
     *
     * @param rolloutRows rows of a rollout
     */
    int minibatch(int rolloutRows);

    /** Approximate KL divergence that the policy should not move further in one rollout; empty for no bound. */
    Optional<Double> targetKl();

    /**
     * How far a prediction of the critic may move from the one before the rollout's updates, at this environment step; infinite
     * where it may go as far as it likes.
     */
    double valueClipRangeAt(long environmentStep);

    /** For one cohort member, or several one after the other. */
    PolicyLoss start();

    /** Range of this environment step, for {@link PolicyLoss#begin}; 0 where nothing is clipped. */
    double clipRangeAt(long environmentStep);

    /** What is recorded beside what all objectives do. */
    List<String> metrics();

    /** The gradient of expected return at the policy that acted: once over the whole rollout. */
    record PolicyGradient() implements Objective {
        @Override
        public String algorithm() {
            return "a2c";
        }

        @Override
        public int epochs() {
            return 1;
        }

        @Override
        public int minibatch(int rolloutRows) {
            return rolloutRows;
        }

        @Override
        public Optional<Double> targetKl() {
            return Optional.empty();
        }

        @Override
        public double valueClipRangeAt(long environmentStep) {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public PolicyLoss start() {
            return new PolicyGradientLoss();
        }

        @Override
        public double clipRangeAt(long environmentStep) {
            return 0;
        }

        @Override
        public List<String> metrics() {
            return List.of();
        }
    }

    /**
     * The clipped surrogate of Schulman et al. 2017.
     *
     * @param clipRange ε, by environment step
     * @param minibatch rows of an update; the last of an epoch has what is left
     * @param targetKl a member whose approximate KL divergence in a minibatch is above 1.5 times this skips its updates until
     *     the next rollout, that of this minibatch included
     * @param valueClipRange by environment step
     */
    record ClippedSurrogate(
            RateSchedule clipRange,
            int epochs,
            int minibatch,
            Optional<Double> targetKl,
            Optional<RateSchedule> valueClipRange)
            implements Objective {
        public ClippedSurrogate {
            require(epochs >= 1, "epochs is %d, but a rollout is gone over at least once.".formatted(epochs));
            require(minibatch >= 1, "minibatch is %d, but an update needs at least 1 row.".formatted(minibatch));
            targetKl.ifPresent(target -> require(
                    target > 0 && Double.isFinite(target),
                    "target-kl is %s, but it bounds a divergence and must be above 0. Usual values are 0.01 to 0.05; leave it out for no bound."
                            .formatted(target)));
        }

        @Override
        public String algorithm() {
            return "ppo";
        }

        @Override
        public int minibatch(int rolloutRows) {
            return Math.min(minibatch, rolloutRows);
        }

        @Override
        public PolicyLoss start() {
            return new ClippedSurrogateLoss();
        }

        @Override
        public double clipRangeAt(long environmentStep) {
            return clipRange.at(environmentStep);
        }

        @Override
        public double valueClipRangeAt(long environmentStep) {
            return valueClipRange.map(range -> range.at(environmentStep)).orElse(Double.POSITIVE_INFINITY);
        }

        @Override
        public List<String> metrics() {
            return List.of("policy/kl", "policy/clip_fraction", "policy/epochs", "coefficient/clip_range");
        }
    }
}
