package keel.agents;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.td3.Td3;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/**
 * Deep deterministic policy gradient (Lillicrap et al. 2016): TD3 with one critic, without delay and without noise on targets.
 *
 * @param actor gives each number in an action, before it is squashed
 * @param discount gamma
 * @param targetRate tau: share of actor and critic that moves into their targets at every update
 */
public record DdpgSpec(
        CommonSpec common,
        NetworkTraining actor,
        NetworkTraining critic,
        ReplaySpec replay,
        ExplorationSpec exploration,
        double discount,
        double targetRate)
        implements AgentSpec {
    public DdpgSpec {
        AgentSpec.requireOneGradient("actor", actor);
        AgentSpec.requireOneGradient("critic", critic);
        SacSpec.requireValid("ddpg", 1, discount, targetRate);
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("actor", actor, "critic", critic));
    }

    @Override
    public List<String> ownMetrics() {
        return Td3Spec.METRICS;
    }

    @Override
    public OptionalLong expectedUpdates(String network) {
        return replay.expectedUpdates(common);
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
        return "ddpg";
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(replay, targetRate);
    }

    @Override
    public Td3 start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        List<Td3Spec> asTd3 =
                members.stream().map(DdpgSpec.class::cast).map(DdpgSpec::asTd3).toList();
        return new Td3(algorithm(), asTd3, seeds, lanes, cohort);
    }

    private Td3Spec asTd3() {
        return new Td3Spec(common, actor, critic, replay, exploration, 1, discount, targetRate, 1, 0, 0);
    }
}
