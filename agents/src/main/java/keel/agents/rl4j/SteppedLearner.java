package keel.agents.rl4j;

import org.deeplearning4j.rl4j.agent.AgentLearner;
import org.deeplearning4j.rl4j.agent.learning.behavior.ILearningBehavior;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.IPolicy;

/** RL4J's learner, taken step by step, so that a run can be evaluated, saved and stopped within an episode. */
final class SteppedLearner extends AgentLearner<Integer> {
    private final LaneEnvironment environment;
    private final ILearningBehavior<Integer> behavior;
    private boolean inEpisode;

    SteppedLearner(LaneEnvironment environment, IPolicy<Integer> policy, ILearningBehavior<Integer> behavior) {
        super(
                environment,
                LaneEnvironment.transform(),
                policy,
                AgentLearner.Configuration.builder().build(),
                "keel",
                behavior);
        this.environment = environment;
        this.behavior = behavior;
    }

    /** One step, the first of an episode if there is none under way; an episode that it ends is closed. */
    void step() {
        if (!inEpisode) {
            reset();
            onBeforeEpisode();
            inEpisode = true;
        }
        performStep();
        if (environment.isEpisodeFinished()) {
            onAfterEpisode();
            inEpisode = false;
        }
    }

    /** Whether an episode is under way. */
    boolean inEpisode() {
        return inEpisode;
    }

    /** Takes up the episode in whose middle the environment stands. */
    void goOn() {
        environment.goOnFromHere();
        reset();
        inEpisode = true;
    }

    /** RL4J learns from differences of a running sum, which rounds; here it is the step's own reward. */
    @Override
    protected void onAfterAction(Observation before, Integer action, StepResult result) {
        behavior.handleNewExperience(before, action, result.getReward(), result.isTerminal());
    }
}
