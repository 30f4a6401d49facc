package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Optional;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/** Where the weight of the entropy in soft actor-critic comes from. */
public sealed interface EntropySpec {
    /** What members of a cohort must have in common. */
    List<Object> cohortKey();

    /** The network that learns the weight, if it is learned. */
    Optional<NetworkTraining> temperature();

    /**
     * Learned so that the policy keeps an entropy (Haarnoja et al. 2018b, section 5).
     *
     * @param training of the network {@code temperature}, one number: the weight's logarithm
     * @param initialWeight above 0
     * @param target the entropy to keep; minus the numbers in an action if empty
     */
    record Automatic(NetworkTraining training, double initialWeight, Optional<Double> target) implements EntropySpec {
        public Automatic {
            require(
                    initialWeight > 0 && initialWeight < Double.POSITIVE_INFINITY,
                    "initial-entropy-weight is %s, but its logarithm is learned, so it must be above 0. The usual value is 1."
                            .formatted(initialWeight));
            require(
                    target.isEmpty() || Double.isFinite(target.get()),
                    "target-entropy is %s, but it must be a finite number. Leave it out for minus the numbers in an action."
                            .formatted(target.orElse(0.0)));
        }

        @Override
        public List<Object> cohortKey() {
            return List.of("automatic", training.cohortKey());
        }

        @Override
        public Optional<NetworkTraining> temperature() {
            return Optional.of(training);
        }
    }

    /** As planned, by environment step. */
    record Planned(RateSchedule weight) implements EntropySpec {
        @Override
        public List<Object> cohortKey() {
            return List.of("planned");
        }

        @Override
        public Optional<NetworkTraining> temperature() {
            return Optional.empty();
        }
    }
}
