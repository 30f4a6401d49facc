package keel.agents.rl4j;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.Lanes;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.random.RandomStream;
import keel.training.rate.RateSchedule;
import org.deeplearning4j.rl4j.network.CommonOutputNames;

/** What RL4J's two kinds of Q-learning have in common: the network, its target copy, and ε-greedy actions on one lane. */
abstract class QLearning extends Rl4jLearning {
    final QNet net;
    final TargetNet target;
    final ChoicePolicy policy;
    private final NetworkLearner q;
    private final RateSchedule epsilon;
    private final long targetEveryUpdates;

    QLearning(
            AgentSpec spec,
            NetworkTraining training,
            RateSchedule epsilon,
            long targetEveryUpdates,
            int roundSteps,
            long seed,
            Lanes lanes,
            Cohort cohort) {
        super(spec, seed, lanes, cohort, roundSteps);
        this.epsilon = epsilon;
        this.targetEveryUpdates = targetEveryUpdates;
        q = learner("q", training, options, new Initializer.UniformFanIn());
        net = new QNet(q, spec.common().telemetryEveryUpdates());
        target = new TargetNet(network("q", training, options));
        target.follow(q.network());
        policy = new EpsilonGreedyPolicy(
                new GreedyPolicy(net, CommonOutputNames.QValues),
                options,
                () -> epsilon.at(stepsBefore()),
                exploration);
    }

    /** To be called after each update of the network. */
    final void learned() {
        if (q.updates() % targetEveryUpdates == 0) {
            target.follow(q.network());
        }
        updated();
    }

    @Override
    void describe(Map<String, Double> values) {
        values.put("q/mean", net.mean());
    }

    @Override
    public void act(float[] observations, int laneCount, float[] actions) {
        float[] values = q.network().predict(observations, laneCount);
        for (int i = 0; i < actions.length; i++) {
            actions[i] = Choices.best(values, i * options, options);
        }
    }

    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] actions) {
        act(observations, laneCount, actions);
        for (int i = 0; i < actions.length; i++) {
            if (random.get(0).nextDouble() < epsilon.at(Math.max(0, environmentStep - 1))) {
                actions[i] = random.get(0).nextInt(options);
            }
        }
    }

    @Override
    public Optional<float[]> values(float[] observations, float[] actions, int laneCount) {
        float[] all = q.network().predict(observations, laneCount);
        float[] chosen = new float[laneCount];
        for (int i = 0; i < laneCount; i++) {
            chosen[i] = all[i * options + (int) actions[i]];
        }
        return Optional.of(chosen);
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(q);
    }

    @Override
    void saveOwn(StateWriter to) {
        target.network().save(0, to.under("target"));
    }

    @Override
    void restoreOwn(StateReader from) {
        target.network().restore(0, from.under("target"));
        target.changed();
        net.changed();
    }

    @Override
    public void close() {
        super.close();
        target.network().close();
    }
}
