package keel.agents.sac;

import java.util.List;
import java.util.Map;
import keel.agents.AgentSpec;
import keel.agents.EntropySpec;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;

/** α of each member: what the entropy counts beside the reward. */
interface EntropyWeights extends MemberState, AutoCloseable {
    /**
     * As these specs say, which are all of one kind.
     *
     * @param width A, numbers in an action
     */
    static EntropyWeights of(AgentSpec.CommonSpec common, List<EntropySpec> specs, int width, Cohort cohort) {
        return specs.get(0) instanceof EntropySpec.Automatic
                ? new LearnedEntropyWeights(
                        common,
                        specs.stream().map(EntropySpec.Automatic.class::cast).toList(),
                        width,
                        cohort)
                : new PlannedEntropyWeights(
                        specs.stream().map(EntropySpec.Planned.class::cast).toList());
    }

    /** α of every member at this environment step, live until the next call. */
    double[] at(long environmentStep);

    /** Learns from actions that were just drawn, where there is something to learn. */
    void update(SquashedGaussian actions, boolean measure);

    /** The networks that learn here. */
    List<NetworkLearner> learners();

    /** Adds the last measurements of one member. */
    void describe(int member, Map<String, Double> values);

    @Override
    void close();
}
