package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.rl4j.AdvantageActorCriticLearning;
import keel.training.Cohort;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/**
 * RL4J's advantage actor-critic with separate networks, optimisers and rates.
 *
 * @param rolloutSteps steps between two updates; an episode's end updates at once
 * @param discount gamma
 * @param entropyWeight weight of the policy's entropy in the actor's loss, by environment step
 */
public record Rl4jA2cSpec(
        CommonSpec common,
        NetworkTraining actor,
        NetworkTraining critic,
        int rolloutSteps,
        double discount,
        RateSchedule entropyWeight)
        implements Rl4jSpec {
    private static final String NAME = "rl4j-a2c";

    public Rl4jA2cSpec {
        AgentSpec.requireOneGradient("actor", actor);
        AgentSpec.requireOneGradient("critic", critic);
        Rl4jSpec.requireOneLane(NAME, common);
        Rl4jSpec.requireDiscount(NAME, discount);
        require(
                rolloutSteps >= 1,
                "rl4j-a2c.rollout-steps is %d, but a rollout needs at least 1 step.".formatted(rolloutSteps));
        require(
                entropyWeight.range().low() >= 0,
                "rl4j-a2c.entropy-weight falls to %s, but it must be >= 0."
                        .formatted(entropyWeight.range().low()));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("actor", actor, "critic", critic));
    }

    @Override
    public List<String> ownMetrics() {
        return List.of("policy/entropy", "value/explained_variance");
    }

    @Override
    public long storedTransitions() {
        return rolloutSteps;
    }

    @Override
    public int largestBatch() {
        return rolloutSteps;
    }

    @Override
    public String algorithm() {
        return NAME;
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(rolloutSteps);
    }

    @Override
    public AdvantageActorCriticLearning start(
            List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new AdvantageActorCriticLearning(this, Rl4jSpec.onlySeed(NAME, seeds), lanes, cohort);
    }
}
