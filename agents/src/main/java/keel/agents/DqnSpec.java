package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.agents.dqn.Dqn;
import keel.training.Cohort;
import keel.training.NetworkTraining;

/**
 * Deep Q-learning (Mnih et al. 2015) with double targets (van Hasselt et al. 2016).
 *
 * @param q the one network; its target copy has no rate
 * @param bufferSize transitions the replay buffer holds
 * @param batch transitions in one update
 * @param learningStarts environment steps before the first update
 * @param trainEveryEnvSteps environment steps between two bursts of updates
 * @param gradientSteps updates in one burst
 * @param targetEveryEnvSteps environment steps between two copies of the online network into the target network
 * @param discount gamma
 * @param epsilonStart chance of a random action at the start
 * @param epsilonEnd the same after {@code epsilonFraction} of the training, linear in between
 * @param doubleQ the online network chooses the next action and the target network values it
 */
public record DqnSpec(
        CommonSpec common,
        NetworkTraining q,
        int bufferSize,
        int batch,
        long learningStarts,
        int trainEveryEnvSteps,
        int gradientSteps,
        long targetEveryEnvSteps,
        double discount,
        double epsilonStart,
        double epsilonEnd,
        double epsilonFraction,
        boolean doubleQ)
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
                trainEveryEnvSteps >= 1 && gradientSteps >= 1 && targetEveryEnvSteps >= 1,
                "dqn.train-every-env-steps (%d), dqn.gradient-steps (%d) and dqn.target-every-env-steps (%d) must each be at least 1."
                        .formatted(trainEveryEnvSteps, gradientSteps, targetEveryEnvSteps));
        require(
                discount >= 0 && discount <= 1,
                "dqn.discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99.".formatted(discount));
        require(
                isShare(epsilonStart) && isShare(epsilonEnd) && isShare(epsilonFraction),
                "dqn.epsilon-start (%s), dqn.epsilon-end (%s) and dqn.epsilon-fraction (%s) are shares and must lie in [0, 1]."
                        .formatted(epsilonStart, epsilonEnd, epsilonFraction));
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("q", q));
    }

    @Override
    public List<String> ownMetrics() {
        return List.of("q/mean");
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
                bufferSize, batch, learningStarts, trainEveryEnvSteps, gradientSteps, targetEveryEnvSteps, doubleQ);
    }

    @Override
    public Dqn start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort) {
        return new Dqn(members.stream().map(DqnSpec.class::cast).toList(), seeds, lanes, cohort);
    }
}
