package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.rl4j.DoubleDqnLearning;
import keel.training.Cohort;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/**
 * RL4J's double deep Q-learning (van Hasselt et al. 2016).
 *
 * @param q the one network; its target copy has no rate
 * @param bufferSize transitions the replay memory holds
 * @param batch transitions in one update
 * @param learningStarts environment steps before the first update
 * @param trainEveryEnvSteps environment steps between two updates
 * @param targetEveryUpdates updates between two copies of the online network into the target network
 * @param discount gamma
 * @param epsilon chance of a random action, by environment step
 * @param errorClamp farthest that a label may lie from the value it corrects; empty for no bound
 */
public record Rl4jDoubleDqnSpec(
        CommonSpec common,
        NetworkTraining q,
        int bufferSize,
        int batch,
        long learningStarts,
        int trainEveryEnvSteps,
        long targetEveryUpdates,
        double discount,
        RateSchedule epsilon,
        Optional<Double> errorClamp)
        implements Rl4jSpec {
    private static final String NAME = "rl4j-double-dqn";

    public Rl4jDoubleDqnSpec {
        AgentSpec.requireOneGradient("q", q);
        Rl4jSpec.requireOneLane(NAME, common);
        Rl4jSpec.requireDiscount(NAME, discount);
        Rl4jSpec.requireChance("rl4j-double-dqn.epsilon", epsilon);
        require(batch >= 1, "rl4j-double-dqn.batch is %d, but an update needs at least 1 transition.".formatted(batch));
        require(
                bufferSize >= batch,
                "rl4j-double-dqn.buffer-size is %d, below rl4j-double-dqn.batch (%d): the memory could never fill one batch. Make it larger."
                        .formatted(bufferSize, batch));
        require(
                learningStarts >= 0,
                "rl4j-double-dqn.learning-starts is %d, but it counts environment steps and must be >= 0."
                        .formatted(learningStarts));
        require(
                trainEveryEnvSteps >= 1 && targetEveryUpdates >= 1,
                "rl4j-double-dqn.train-every-env-steps (%d) and rl4j-double-dqn.target-every-updates (%d) must each be at least 1."
                        .formatted(trainEveryEnvSteps, targetEveryUpdates));
        errorClamp.ifPresent(clamp -> require(
                clamp > 0 && Double.isFinite(clamp),
                "rl4j-double-dqn.error-clamp is %s, but it bounds a distance and must be > 0. Leave it out for no bound."
                        .formatted(clamp)));
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("q", q));
    }

    @Override
    public List<String> ownMetrics() {
        return List.of("q/mean", "q/bias", "q/bias_normalized");
    }

    /** One for every full {@code trainEveryEnvSteps} that ends after the learning's start. */
    @Override
    public OptionalLong expectedUpdates(String network) {
        long rounds = common().environmentSteps() / trainEveryEnvSteps;
        long before = Math.min(rounds, Math.max(0, learningStarts - 1) / trainEveryEnvSteps);
        return OptionalLong.of(rounds - before);
    }

    @Override
    public long storedTransitions() {
        return bufferSize;
    }

    @Override
    public int largestBatch() {
        return batch;
    }

    @Override
    public String algorithm() {
        return NAME;
    }

    @Override
    public List<Object> ownCohortKey() {
        return List.of(bufferSize, batch, learningStarts, trainEveryEnvSteps, targetEveryUpdates);
    }

    @Override
    public DoubleDqnLearning start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new DoubleDqnLearning(this, Rl4jSpec.onlySeed(NAME, seeds), lanes, cohort);
    }
}
