package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.td3.Td3;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/**
 * Twin delayed deep deterministic policy gradient (Fujimoto et al. 2018).
 *
 * @param actor gives each number in an action, before it is squashed
 * @param critic every one of the critics, which share rate and optimiser
 * @param critics how many; the smallest value counts in targets
 * @param discount gamma
 * @param targetRate tau: share of actor and critics that moves into their targets whenever the actor is updated
 * @param policyDelay updates of the critics for one of the actor
 * @param targetNoise standard deviation of the noise on the target actor's actions
 * @param targetNoiseClip largest size of that noise
 */
public record Td3Spec(
        CommonSpec common,
        NetworkTraining actor,
        NetworkTraining critic,
        ReplaySpec replay,
        ExplorationSpec exploration,
        int critics,
        double discount,
        double targetRate,
        int policyDelay,
        double targetNoise,
        double targetNoiseClip)
        implements AgentSpec {
    static final List<String> METRICS =
            List.of("exploration/noise", "policy/saturation", "q/bias", "q/bias_normalized", "q/mean", "td_error/mean");

    public Td3Spec {
        AgentSpec.requireOneGradient("actor", actor);
        AgentSpec.requireOneGradient("critic", critic);
        SacSpec.requireValid("td3", critics, discount, targetRate);
        require(
                policyDelay >= 1,
                "td3.policy-delay is %d, but the actor can be updated after every critic update at most. Use 1 for no delay; the paper has 2."
                        .formatted(policyDelay));
        require(
                targetNoise >= 0 && targetNoiseClip >= 0,
                "td3.target-noise (%s) and td3.target-noise-clip (%s) are sizes of noise on actions in [-1, 1] and must be at least 0."
                        .formatted(targetNoise, targetNoiseClip));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("actor", actor, "critic", critic));
    }

    @Override
    public List<String> ownMetrics() {
        return METRICS;
    }

    /** The actor is updated once in {@code policyDelay} updates of the critics. */
    @Override
    public OptionalLong expectedUpdates(String network) {
        OptionalLong updates = replay.expectedUpdates(common);
        return network.equals("actor") ? OptionalLong.of(updates.orElseThrow() / policyDelay) : updates;
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
        return "td3";
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(replay, critics, targetRate, policyDelay);
    }

    @Override
    public Td3 start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new Td3(algorithm(), members.stream().map(Td3Spec.class::cast).toList(), seeds, lanes, cohort);
    }
}
