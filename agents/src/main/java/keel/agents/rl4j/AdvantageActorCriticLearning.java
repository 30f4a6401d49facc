package keel.agents.rl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import keel.agents.Lanes;
import keel.agents.Rl4jA2cSpec;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.behavior.LearningBehavior;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.experience.StateActionExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.network.CommonOutputNames;

/** RL4J's {@code AdvantageActorCritic} with separate networks, a rate each, on one lane. */
public final class AdvantageActorCriticLearning extends Rl4jLearning {
    private final Rl4jA2cSpec spec;
    private final NetworkLearner actor;
    private final NetworkLearner critic;
    private final ActorCriticNet net;
    private final SteppedLearner agent;

    /**
     * Begins an episode.
     *
     * @param lanes one lane of one member; closed with this
     * @throws keel.env.EnvException if the environment's actions are not Discrete
     */
    public AdvantageActorCriticLearning(Rl4jA2cSpec spec, long seed, Lanes lanes, Cohort cohort) {
        super(spec, seed, lanes, cohort, spec.rolloutSteps());
        this.spec = spec;
        double gain = Math.sqrt(2);
        actor = learner("actor", spec.actor(), options, new Initializer.Orthogonal(gain, 0.01));
        critic = learner("critic", spec.critic(), 1, new Initializer.Orthogonal(gain, 1));
        net = new ActorCriticNet(
                actor, critic, this::entropyWeight, spec.common().telemetryEveryUpdates());
        AdvantageActorCritic algorithm = new AdvantageActorCritic(
                net,
                options,
                AdvantageActorCritic.Configuration.builder()
                        .gamma(spec.discount())
                        .build());
        NextObservationBootstrap bootstrapped = new NextObservationBootstrap(
                algorithm,
                spec.discount(),
                environment::next,
                observation -> net.output(observation)
                        .get(CommonOutputNames.ActorCritic.Value)
                        .getDouble(0));
        LearningBehavior<Integer, StateActionReward<Integer>> behavior =
                LearningBehavior.<Integer, StateActionReward<Integer>>builder()
                        .experienceHandler(
                                new StateActionExperienceHandler<>(StateActionExperienceHandler.Configuration.builder()
                                        .batchSize(spec.rolloutSteps())
                                        .build()))
                        .updateRule(new UpdateRule<>(
                                bootstrapped, new FollowingUpdater<Gradients>(net::applyGradients, this::updated)))
                        .build();
        agent = new SteppedLearner(environment, new SoftmaxPolicy(net, exploration), behavior);
    }

    private double entropyWeight() {
        return spec.entropyWeight().at(stepsBefore());
    }

    @Override
    SteppedLearner agent() {
        return agent;
    }

    @Override
    void describe(Map<String, Double> values) {
        values.put("policy/entropy", net.entropy());
        values.put("value/explained_variance", net.explainedVariance());
    }

    @Override
    public void act(float[] observations, int laneCount, float[] actions) {
        float[] logits = actor.network().predict(observations, laneCount);
        for (int i = 0; i < actions.length; i++) {
            actions[i] = Choices.best(logits, i * options, options);
        }
    }

    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] actions) {
        float[] probabilities = actor.network().predict(observations, laneCount).clone();
        Choices.softmax(probabilities, options);
        for (int i = 0; i < actions.length; i++) {
            float[] row = Arrays.copyOfRange(probabilities, i * options, (i + 1) * options);
            actions[i] = SoftmaxPolicy.draw(row, random.get(0).nextDouble());
        }
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(actor, critic);
    }

    /** At a safe point RL4J's handler is empty: a round ends with an update, which takes all there is. */
    @Override
    void saveOwn(StateWriter to) {}

    @Override
    void restoreOwn(StateReader from) {
        net.changed();
    }
}
