package keel.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.OnPolicy;
import keel.agents.onpolicy.RolloutSpec;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/** Advantage actor-critic or proximal policy optimisation, as the objective says. */
public record OnPolicySpec(
        CommonSpec common, ActorCriticSpec actorCritic, RolloutSpec rollout, Objective objective, LossSpec loss)
        implements AgentSpec {
    public OnPolicySpec {
        actorCritic.byName().forEach(AgentSpec::requireOneGradient);
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return actorCritic.byName();
    }

    @Override
    public List<String> ownMetrics() {
        List<String> metrics = new ArrayList<>(List.of(
                "policy/entropy",
                "value/explained_variance",
                "value/mean",
                "advantage/std",
                "coefficient/entropy_weight",
                "q/bias",
                "q/bias_normalized"));
        metrics.addAll(objective.metrics());
        actorCritic.spread().ifPresent(spread -> metrics.add("policy/std"));
        return metrics;
    }

    /** Some for every full rollout; those that a member leaves out count. */
    @Override
    public OptionalLong expectedUpdates(String network) {
        int minibatch = objective.minibatch(rows());
        long each = (long) objective.epochs() * ((rows() + minibatch - 1) / minibatch);
        return OptionalLong.of(common.environmentSteps() / rows() * each);
    }

    @Override
    public long storedTransitions() {
        return rows();
    }

    /** The critic values a whole rollout at once. */
    @Override
    public int largestBatch() {
        return rows();
    }

    @Override
    public double discount() {
        return rollout.discount();
    }

    @Override
    public String algorithm() {
        return objective.algorithm();
    }

    /** Rows of a rollout. */
    public int rows() {
        return Math.multiplyExact(rollout.steps(), common.environment().lanes());
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(rollout.steps(), objective.epochs(), objective.minibatch(rows()));
    }

    @Override
    public OnPolicy start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new OnPolicy(members.stream().map(OnPolicySpec.class::cast).toList(), seeds, lanes, cohort);
    }
}
