package keel.training;

import java.util.Optional;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.rate.RateSchedule;

/**
 * Everything about how one network trains.
 *
 * @param maxGradientNorm gradients with a larger 2-norm are scaled down to it; empty leaves them alone
 */
public record NetworkTraining(
        NetworkSpec network, OptimizerSpec optimizer, RateSchedule rate, Optional<Double> maxGradientNorm) {
    public NetworkTraining {
        maxGradientNorm.ifPresent(norm -> InvalidConfigException.require(
                Double.isFinite(norm) && norm > 0,
                "max-gradient-norm is %s, but it bounds a length and must be > 0. Leave it out for no clipping."
                        .formatted(norm)));
    }
}
