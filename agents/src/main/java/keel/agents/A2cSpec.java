package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.a2c.A2c;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/**
 * Advantage actor-critic (Mnih et al. 2016, synchronous) with separate networks, optimisers and rates.
 *
 * @param rolloutSteps steps of every lane between two updates
 * @param discount gamma
 * @param gaeLambda lambda of generalised advantage estimation (Schulman et al. 2016); 1 gives n-step returns
 * @param entropyWeight weight of the policy's entropy in the actor's loss
 */
public record A2cSpec(
        CommonSpec common,
        NetworkTraining actor,
        NetworkTraining critic,
        int rolloutSteps,
        double discount,
        double gaeLambda,
        double entropyWeight)
        implements AgentSpec {
    public A2cSpec {
        AgentSpec.requireOneGradient("actor", actor);
        AgentSpec.requireOneGradient("critic", critic);
        require(
                rolloutSteps >= 1,
                "a2c.rollout-steps is %d, but a rollout needs at least 1 step.".formatted(rolloutSteps));
        require(
                discount >= 0 && discount <= 1,
                "a2c.discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99.".formatted(discount));
        require(
                gaeLambda >= 0 && gaeLambda <= 1,
                "a2c.gae-lambda is %s, but lambda must lie in [0, 1]. Use 1 for n-step returns.".formatted(gaeLambda));
        require(
                Double.isFinite(entropyWeight) && entropyWeight >= 0,
                "a2c.entropy-weight is %s, but it must be a finite number >= 0.".formatted(entropyWeight));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("actor", actor, "critic", critic));
    }

    @Override
    public List<String> ownMetrics() {
        return List.of("policy/entropy", "value/explained_variance");
    }

    /** One for every full rollout. */
    @Override
    public OptionalLong expectedUpdates(String network) {
        return OptionalLong.of(common().environmentSteps() / storedTransitions());
    }

    @Override
    public long storedTransitions() {
        return (long) rolloutSteps * common().environment().lanes();
    }

    @Override
    public int largestBatch() {
        return (int) Math.min(Integer.MAX_VALUE, storedTransitions());
    }

    @Override
    public String algorithm() {
        return "a2c";
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(rolloutSteps);
    }

    @Override
    public A2c start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new A2c(members.stream().map(A2cSpec.class::cast).toList(), seeds, lanes, cohort);
    }
}
