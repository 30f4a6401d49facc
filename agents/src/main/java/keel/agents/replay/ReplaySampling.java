package keel.agents.replay;

import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.rate.RateSchedule;

/** How transitions are chosen from a replay buffer. */
public sealed interface ReplaySampling {
    /** Name in configuration files. */
    String type();

    /** What is measured of it. */
    List<String> metrics();

    /** For one member's empty buffer of this capacity. */
    RowSampler start(int capacity);

    /** Every transition is as likely as any other. */
    record Uniform() implements ReplaySampling {
        @Override
        public String type() {
            return "uniform";
        }

        @Override
        public List<String> metrics() {
            return List.of();
        }

        @Override
        public RowSampler start(int capacity) {
            return new UniformRows();
        }
    }

    /**
     * The likelier the more wrong the learner was about it (Schaul et al. 2016, proportional).
     *
     * @param alpha exponent of the priorities; 0 makes all equal
     * @param beta exponent of the importance weights, over the run's environment steps; 1 undoes all of the bias
     * @param epsilon added to every error, so that none is never drawn again
     */
    record Prioritized(double alpha, RateSchedule beta, double epsilon) implements ReplaySampling {
        public Prioritized {
            InvalidConfigException.require(
                    alpha >= 0 && alpha <= 1,
                    "alpha is %s, but the exponent of priorities must lie in [0, 1]. Schaul et al. 2016 use 0.6."
                            .formatted(alpha));
            InvalidConfigException.require(
                    beta.range().high() <= 1,
                    "beta goes up to %s, but the exponent of importance weights must lie in [0, 1]. Schaul et al. 2016 let it grow from 0.4 to 1."
                            .formatted(beta.range().high()));
            InvalidConfigException.require(
                    Double.isFinite(epsilon) && epsilon > 0,
                    "epsilon is %s, but it keeps priorities above 0 and must be a finite number > 0. The usual value is 1e-6."
                            .formatted(epsilon));
        }

        @Override
        public String type() {
            return "prioritized";
        }

        @Override
        public List<String> metrics() {
            return PrioritizedRows.METRICS;
        }

        @Override
        public RowSampler start(int capacity) {
            return new PrioritizedRows(this, capacity);
        }
    }
}
