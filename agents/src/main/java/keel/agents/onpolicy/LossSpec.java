package keel.agents.onpolicy;

import static keel.training.InvalidConfigException.require;

import keel.training.rate.RateSchedule;

/**
 * What is minimised beside the {@link Objective}: {@code actorWeight (policy loss - entropyWeight H) + criticWeight value loss}.
 * The weights scale the gradients, not the losses that are told; between separate networks Adam and its kin level them out.
 *
 * @param entropyWeight by environment step
 */
public record LossSpec(RateSchedule entropyWeight, ValueLoss valueLoss, double actorWeight, double criticWeight) {
    public LossSpec {
        require(
                actorWeight >= 0 && criticWeight >= 0 && Double.isFinite(actorWeight) && Double.isFinite(criticWeight),
                "loss-weights are %s for the actor and %s for the critic, but both must be finite numbers >= 0."
                        .formatted(actorWeight, criticWeight));
    }

    /** The squared value loss, both weights 1. */
    public static LossSpec of(RateSchedule entropyWeight) {
        return new LossSpec(entropyWeight, ValueLoss.SQUARED, 1, 1);
    }
}
