package keel.agents.rl4j;

import keel.agents.Lanes;
import keel.agents.Rl4jDoubleDqnSpec;
import keel.training.Cohort;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.BaseTransitionTDAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.DoubleDQN;
import org.deeplearning4j.rl4j.agent.learning.behavior.LearningBehavior;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;

/** RL4J's {@code DoubleDQN} on one lane. */
public final class DoubleDqnLearning extends QLearning {
    private final ReplayHandler replay;
    private final SteppedLearner agent;

    /**
     * Begins an episode.
     *
     * @param lanes one lane of one member; closed with this
     * @throws keel.env.EnvException if the environment's actions are not Discrete
     */
    public DoubleDqnLearning(Rl4jDoubleDqnSpec spec, long seed, Lanes lanes, Cohort cohort) {
        super(
                spec,
                spec.q(),
                spec.epsilon(),
                spec.targetEveryUpdates(),
                spec.trainEveryEnvSteps(),
                seed,
                lanes,
                cohort);
        replay = new ReplayHandler(
                spec.bufferSize(),
                spec.batch(),
                lanes.observationSize(),
                spec.learningStarts(),
                spec.trainEveryEnvSteps(),
                environment::nextRow,
                RandomStream.named(seed, "replay"));
        DoubleDQN algorithm = new DoubleDQN(
                net,
                target,
                BaseTransitionTDAlgorithm.Configuration.builder()
                        .gamma(spec.discount())
                        .errorClamp(spec.errorClamp().orElse(Double.NaN))
                        .build());
        LearningBehavior<Integer, StateActionRewardState<Integer>> behavior =
                LearningBehavior.<Integer, StateActionRewardState<Integer>>builder()
                        .experienceHandler(replay)
                        .updateRule(new UpdateRule<>(
                                algorithm, new FollowingUpdater<FeaturesLabels>(net::fit, this::learned)))
                        .build();
        agent = new SteppedLearner(environment, policy, behavior);
    }

    @Override
    SteppedLearner agent() {
        return agent;
    }

    @Override
    void saveOwn(StateWriter to) {
        super.saveOwn(to);
        replay.save(to.under("replay"));
    }

    @Override
    void restoreOwn(StateReader from) {
        super.restoreOwn(from);
        replay.restore(from.under("replay"));
    }
}
