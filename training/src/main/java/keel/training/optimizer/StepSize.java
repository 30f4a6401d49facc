package keel.training.optimizer;

import java.util.OptionalDouble;
import keel.training.InvalidConfigException;

/**
 * How far one step goes.
 *
 * @param rate learning rate, > 0; a rate of 0 means that the caller makes no step, so that parameters and moments stay as they
 *     are
 * @param momentum replaces momentum (SGD, RMSProp) or β₁ (Adam and its kin) for this step, in (-1, 1); which of them a kind
 *     takes, {@link OptimizerSpec#allowsMomentum} says
 * @param layers what the rate is multiplied with, layer by layer
 */
public record StepSize(double rate, OptionalDouble momentum, LayerMultipliers layers) {
    public StepSize {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new InvalidConfigException(
                    "step size: rate is %s, but a step needs a finite rate > 0. For a rate of 0 make no step, so that moments stay as they are."
                            .formatted(rate));
        }
        if (momentum.isPresent() && !(Math.abs(momentum.getAsDouble()) < 1)) {
            throw new InvalidConfigException(
                    "step size: momentum is %s, but past gradients must fade, so it must lie in (-1, 1). Usual values are between 0.85 and 0.95."
                            .formatted(momentum.getAsDouble()));
        }
    }

    /** The rate alone. */
    public static StepSize of(double rate) {
        return new StepSize(rate, OptionalDouble.empty(), LayerMultipliers.NONE);
    }
}
