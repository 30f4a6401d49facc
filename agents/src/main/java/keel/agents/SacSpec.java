package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.sac.Sac;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/**
 * Soft actor-critic (Haarnoja et al. 2018).
 *
 * @param actor gives mean and log standard deviation of each number in an action
 * @param critic every one of the critics, which share rate and optimiser
 * @param critics how many; the smallest value counts
 * @param discount gamma
 * @param targetRate tau: share of the critics that moves into their targets at every update
 */
public record SacSpec(
        CommonSpec common,
        NetworkTraining actor,
        NetworkTraining critic,
        EntropySpec entropy,
        ReplaySpec replay,
        ExplorationSpec exploration,
        int critics,
        double discount,
        double targetRate)
        implements AgentSpec {
    public SacSpec {
        AgentSpec.requireOneGradient("actor", actor);
        AgentSpec.requireOneGradient("critic", critic);
        entropy.temperature().ifPresent(t -> AgentSpec.requireOneGradient("temperature", t));
        requireValid("sac", critics, discount, targetRate);
    }

    /** What algorithms with critics of actions have in common. */
    static void requireValid(String section, int critics, double discount, double targetRate) {
        require(
                critics >= 1,
                "%s.critics is %d, but at least 1 must value the actions. The usual number is 2."
                        .formatted(section, critics));
        require(
                discount >= 0 && discount <= 1,
                "%s.discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99."
                        .formatted(section, discount));
        require(
                targetRate > 0 && targetRate <= 1,
                "%s.target-rate is %s, but it is a share of the critics that moves into their targets and must lie in (0, 1]. The usual value is 0.005."
                        .formatted(section, targetRate));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        SortedMap<String, NetworkTraining> networks = new TreeMap<>();
        networks.put("actor", actor);
        networks.put("critic", critic);
        entropy.temperature().ifPresent(training -> networks.put("temperature", training));
        return networks;
    }

    @Override
    public List<String> ownMetrics() {
        return List.of(
                "policy/entropy",
                "policy/entropy_weight",
                "policy/saturation",
                "policy/std",
                "q/bias",
                "q/bias_normalized",
                "q/mean",
                "td_error/mean");
    }

    @Override
    public OptionalLong expectedUpdates(String network) {
        return replay.expectedUpdates(common);
    }

    @Override
    public int copies(String network) {
        return network.equals("critic") ? critics : 1;
    }

    @Override
    public long storedTransitions() {
        return replay.capacity(common);
    }

    @Override
    public int largestBatch() {
        return Math.max(replay.batch(), common.environment().lanes());
    }

    @Override
    public String algorithm() {
        return "sac";
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(replay, critics, targetRate, entropy.cohortKey());
    }

    @Override
    public Sac start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new Sac(members.stream().map(SacSpec.class::cast).toList(), seeds, lanes, cohort);
    }
}
