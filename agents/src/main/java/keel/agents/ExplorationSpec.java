package keel.agents;

import static keel.training.InvalidConfigException.require;

import keel.training.rate.RateSchedule;

/**
 * How the actions taken while learning, in [-1, 1], differ from the policy's own.
 *
 * @param noise standard deviation of the normal noise added to each number of an action, by environment step; 0 for none
 * @param noiseCorrelation ρ in [0, 1): of the noise of two steps in a row; 0 is white noise, and with more it is an
 *     Ornstein-Uhlenbeck process (Uhlenbeck &amp; Ornstein 1930) of the same standard deviation, begun anew in every episode
 * @param holdSteps steps that a random action before learning starts is held for; 1 draws anew at every step
 */
public record ExplorationSpec(RateSchedule noise, double noiseCorrelation, int holdSteps) {
    public ExplorationSpec {
        require(
                noiseCorrelation >= 0 && noiseCorrelation < 1,
                "noise-correlation is %s, but it is the correlation of noise one step apart and must lie in [0, 1). Use 0 for white noise."
                        .formatted(noiseCorrelation));
        require(
                holdSteps >= 1,
                "hold-steps is %d, but a random action is held for at least 1 step.".formatted(holdSteps));
    }
}
