package keel.agents.dqn;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.training.InvalidConfigException;

/** How the target network follows the one that learns. */
public sealed interface TargetUpdate {
    /** Name in configuration files. */
    String type();

    /** Environment steps from one copy of the whole network to the next, if it is copied. */
    OptionalLong copyEveryEnvSteps();

    /** Share of the distance that it moves after every update, if it does. */
    OptionalDouble rateEveryUpdate();

    /** A copy now and then (Mnih et al. 2015). */
    record Hard(long everyEnvSteps) implements TargetUpdate {
        public Hard {
            InvalidConfigException.require(
                    everyEnvSteps >= 1,
                    "every-env-steps is %d, but it is a distance in environment steps and must be at least 1."
                            .formatted(everyEnvSteps));
        }

        @Override
        public String type() {
            return "hard";
        }

        @Override
        public OptionalLong copyEveryEnvSteps() {
            return OptionalLong.of(everyEnvSteps);
        }

        @Override
        public OptionalDouble rateEveryUpdate() {
            return OptionalDouble.empty();
        }
    }

    /** A little after every update (Lillicrap et al. 2016): {@code θ⁻ += τ (θ - θ⁻)}. */
    record Soft(double tau) implements TargetUpdate {
        public Soft {
            InvalidConfigException.require(
                    tau > 0 && tau <= 1,
                    "tau is %s, but the share that the target network moves must lie in (0, 1]. The usual value is 0.005."
                            .formatted(tau));
        }

        @Override
        public String type() {
            return "soft";
        }

        @Override
        public OptionalLong copyEveryEnvSteps() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalDouble rateEveryUpdate() {
            return OptionalDouble.of(tau);
        }
    }
}
