package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.rl4j.NstepQLearning;
import keel.training.Cohort;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/**
 * RL4J's n-step Q-learning (Mnih et al. 2016, algorithm S2, one thread).
 *
 * @param q the one network; its target copy has no rate
 * @param rolloutSteps steps between two updates; an episode's end updates at once
 * @param targetEveryUpdates updates between two copies of the online network into the target network
 * @param discount gamma
 * @param epsilon chance of a random action, by environment step
 */
public record Rl4jNstepQSpec(
        CommonSpec common,
        NetworkTraining q,
        int rolloutSteps,
        long targetEveryUpdates,
        double discount,
        RateSchedule epsilon)
        implements Rl4jSpec {
    private static final String NAME = "rl4j-nstep-q";

    public Rl4jNstepQSpec {
        AgentSpec.requireOneGradient("q", q);
        Rl4jSpec.requireOneLane(NAME, common);
        Rl4jSpec.requireDiscount(NAME, discount);
        Rl4jSpec.requireChance("rl4j-nstep-q.epsilon", epsilon);
        require(
                rolloutSteps >= 1,
                "rl4j-nstep-q.rollout-steps is %d, but a rollout needs at least 1 step.".formatted(rolloutSteps));
        require(
                targetEveryUpdates >= 1,
                "rl4j-nstep-q.target-every-updates is %d, but it is a distance in updates and must be at least 1."
                        .formatted(targetEveryUpdates));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("q", q));
    }

    @Override
    public List<String> ownMetrics() {
        return List.of("q/mean", "q/bias", "q/bias_normalized");
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
        return List.of(rolloutSteps, targetEveryUpdates);
    }

    @Override
    public NstepQLearning start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new NstepQLearning(this, Rl4jSpec.onlySeed(NAME, seeds), lanes, cohort);
    }
}
