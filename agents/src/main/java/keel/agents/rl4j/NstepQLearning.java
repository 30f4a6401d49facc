package keel.agents.rl4j;

import keel.agents.Lanes;
import keel.agents.Rl4jNstepQSpec;
import keel.training.Cohort;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.behavior.LearningBehavior;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.experience.StateActionExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.network.CommonOutputNames;

/** RL4J's {@code NStepQLearning} on one lane. */
public final class NstepQLearning extends QLearning {
    private final SteppedLearner agent;

    /**
     * Begins an episode.
     *
     * @param lanes one lane of one member; closed with this
     * @throws keel.env.EnvException if the environment's actions are not Discrete
     */
    public NstepQLearning(Rl4jNstepQSpec spec, long seed, Lanes lanes, Cohort cohort) {
        super(spec, spec.q(), spec.epsilon(), spec.targetEveryUpdates(), spec.rolloutSteps(), seed, lanes, cohort);
        NStepQLearning algorithm = new NStepQLearning(
                net,
                target,
                options,
                NStepQLearning.Configuration.builder().gamma(spec.discount()).build());
        NextObservationBootstrap bootstrapped = new NextObservationBootstrap(
                algorithm,
                spec.discount(),
                environment::next,
                observation -> target.output(observation)
                        .get(CommonOutputNames.QValues)
                        .maxNumber()
                        .doubleValue());
        LearningBehavior<Integer, StateActionReward<Integer>> behavior =
                LearningBehavior.<Integer, StateActionReward<Integer>>builder()
                        .experienceHandler(
                                new StateActionExperienceHandler<>(StateActionExperienceHandler.Configuration.builder()
                                        .batchSize(spec.rolloutSteps())
                                        .build()))
                        .updateRule(new UpdateRule<>(
                                bootstrapped, new FollowingUpdater<Gradients>(net::applyGradients, this::learned)))
                        .build();
        agent = new SteppedLearner(environment, policy, behavior);
    }

    @Override
    SteppedLearner agent() {
        return agent;
    }
}
