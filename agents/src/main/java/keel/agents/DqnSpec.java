package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import keel.agents.dqn.Dqn;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.replay.ReplaySampling;
import keel.training.Cohort;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/**
 * Deep Q-learning (Mnih et al. 2015) and what became of it: double targets (van Hasselt et al. 2016), dueling streams (Wang et
 * al. 2016), prioritised replay (Schaul et al. 2016), returns over several steps, quantile regression (Dabney et al. 2018).
 *
 * @param q the one network; its target copy has no rate
 * @param bufferSize transitions the replay buffer holds
 * @param batch transitions in one update
 * @param sampling how they are chosen
 * @param learningStarts environment steps before the first update
 * @param trainEveryEnvSteps environment steps between two bursts of updates
 * @param gradientSteps updates in one burst
 * @param target how the target network follows
 * @param discount gamma
 * @param returnSteps rewards in a target before the target network's estimate takes over
 * @param epsilon chance of a random action, over the run's environment steps
 * @param loss what is learned of returns, and how wrong an estimate is
 * @param doubleQ the online network chooses the next action and the target network values it
 * @param dueling the network tells a state's value and the advantages of actions apart
 */
public record DqnSpec(
        CommonSpec common,
        NetworkTraining q,
        int bufferSize,
        int batch,
        ReplaySampling sampling,
        long learningStarts,
        int trainEveryEnvSteps,
        int gradientSteps,
        TargetUpdate target,
        double discount,
        int returnSteps,
        RateSchedule epsilon,
        QLoss loss,
        boolean doubleQ,
        boolean dueling)
        implements AgentSpec {
    public DqnSpec {
        AgentSpec.requireOneGradient("q", q);
        require(batch >= 1, "dqn.batch is %d, but an update needs at least 1 transition.".formatted(batch));
        require(
                bufferSize >= batch,
                "dqn.buffer-size is %d, below dqn.batch (%d): the buffer could never fill one batch. Make it larger."
                        .formatted(bufferSize, batch));
        require(
                learningStarts >= 0,
                "dqn.learning-starts is %d, but it counts environment steps and must be >= 0."
                        .formatted(learningStarts));
        require(
                trainEveryEnvSteps >= 1 && gradientSteps >= 1,
                "dqn.train-every-env-steps (%d) and dqn.gradient-steps (%d) must each be at least 1."
                        .formatted(trainEveryEnvSteps, gradientSteps));
        require(
                discount >= 0 && discount <= 1,
                "dqn.discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99.".formatted(discount));
        require(
                returnSteps >= 1 && returnSteps <= 1000,
                "dqn.n-step is %d, but it counts the rewards in a target and must lie in 1..1000. Use 1 for the target of one step."
                        .formatted(returnSteps));
        long before = Math.max(learningStarts, trainEveryEnvSteps);
        require(
                (long) returnSteps * common.environment().lanes() <= before,
                "dqn.n-step is %d, but %d environment steps before the first update, over environment.lanes %d, are too few for one target of that many. Raise dqn.learning-starts."
                        .formatted(returnSteps, before, common.environment().lanes()));
        require(
                epsilon.range().high() <= 1,
                "dqn.epsilon goes up to %s, but it is the chance of a random action and must lie in [0, 1]."
                        .formatted(epsilon.range().high()));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("q", q));
    }

    @Override
    public List<String> ownMetrics() {
        return Stream.of(Dqn.METRICS, sampling.metrics(), List.of("q/bias", "q/bias_normalized"))
                .flatMap(List::stream)
                .toList();
    }

    /** A burst for every full {@code trainEveryEnvSteps} (in whole steps of all lanes) that ends after the learning's start. */
    @Override
    public OptionalLong expectedUpdates(String network) {
        long lanes = common().environment().lanes();
        long round = Math.max(1, trainEveryEnvSteps / lanes) * lanes;
        long rounds = common().environmentSteps() / round;
        long before = Math.min(rounds, Math.max(0, learningStarts - 1) / round);
        return OptionalLong.of((rounds - before) * gradientSteps);
    }

    @Override
    public int outputsPerAction() {
        return loss.atoms();
    }

    @Override
    public long storedTransitions() {
        return bufferSize;
    }

    @Override
    public int largestBatch() {
        return Math.max(batch, common().environment().lanes());
    }

    @Override
    public String algorithm() {
        return "dqn";
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(
                bufferSize,
                batch,
                sampling.type(),
                learningStarts,
                trainEveryEnvSteps,
                gradientSteps,
                target,
                returnSteps,
                loss,
                doubleQ,
                dueling);
    }

    @Override
    public Dqn start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new Dqn(members.stream().map(DqnSpec.class::cast).toList(), seeds, lanes, cohort);
    }
}
