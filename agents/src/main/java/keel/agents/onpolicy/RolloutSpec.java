package keel.agents.onpolicy;

import static keel.training.InvalidConfigException.require;

/**
 * What is gathered between updates, and how it is judged.
 *
 * @param steps of every lane
 * @param discount gamma
 * @param gaeLambda lambda of generalised advantage estimation (Schulman et al. 2016); 1 gives n-step returns
 * @param normalizeAdvantages whether the advantages of each minibatch are brought to mean 0 and deviation 1
 */
public record RolloutSpec(int steps, double discount, double gaeLambda, boolean normalizeAdvantages) {
    public RolloutSpec {
        require(steps >= 1, "rollout-steps is %d, but a rollout needs at least 1 step.".formatted(steps));
        require(
                discount >= 0 && discount <= 1,
                "discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99.".formatted(discount));
        require(
                gaeLambda >= 0 && gaeLambda <= 1,
                "gae-lambda is %s, but lambda must lie in [0, 1]. Use 1 for n-step returns.".formatted(gaeLambda));
    }
}
