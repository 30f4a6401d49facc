package keel.agents.rl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * One of RL4J's learners at work for one run. A round ends with an update, or after as many steps as lie between two.
 *
 * <p>Everything that later steps depend on is in streams, networks, lanes and replay memory, which are saved; of RL4J's own state
 * only the episode under way, which is taken up again.
 */
abstract class Rl4jLearning implements Algorithm {
    final Lanes lanes;
    final LaneEnvironment environment;
    final int options;
    final RandomStream exploration;
    private final AgentSpec spec;
    private final Cohort cohort;
    private final long seed;
    private final RandomStream episodes;
    private final int roundSteps;
    /** Of the round under way. */
    private Optional<TrainingObserver> observer = Optional.empty();

    private long environmentSteps;

    /**
     * Begins an episode.
     *
     * @param lanes one lane of one member; taken over
     * @param roundSteps steps from one update to the next
     */
    Rl4jLearning(AgentSpec spec, long seed, Lanes lanes, Cohort cohort, int roundSteps) {
        this.spec = spec;
        this.lanes = lanes;
        this.cohort = cohort;
        this.seed = seed;
        this.roundSteps = roundSteps;
        options = lanes.requireChoice(spec.algorithm()).options();
        exploration = RandomStream.named(seed, "exploration");
        episodes = RandomStream.named(seed, "environment");
        environment = new LaneEnvironment(lanes, spec.algorithm(), episodes, exploration);
        environment.onEpisode((member, lane, episodeReturn, length) -> {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("episode/return", episodeReturn);
            values.put("episode/length", (double) length);
            record(Math.max(0, updates() - 1), values);
        });
    }

    /** RL4J's part. */
    abstract SteppedLearner agent();

    /** Adds what this algorithm measures beside its networks. */
    abstract void describe(Map<String, Double> values);

    /** Adds what an algorithm has beyond networks and lanes. */
    abstract void saveOwn(StateWriter to);

    /** Takes it back. */
    abstract void restoreOwn(StateReader from);

    final Network network(String name, NetworkTraining training, int outputs) {
        return spec.common().engine().create(name, lanes.observationSize(), training.network(), outputs, 1);
    }

    final NetworkLearner learner(String name, NetworkTraining training, int outputs, Initializer initializer) {
        Network network = network(name, training, outputs);
        network.initialize(0, initializer, RandomStream.named(seed, "network/" + name));
        return new NetworkLearner(name, network, List.of(training), cohort);
    }

    private void record(long update, Map<String, Double> values) {
        observer.ifPresent(to -> to.record(0, new MetricRecord(update, environmentSteps, values)));
    }

    /** To be called after each update of the networks. */
    final void updated() {
        if ((updates() - 1) % spec.common().telemetryEveryUpdates() == 0 && cohort.active(0)) {
            Map<String, Double> values = new LinkedHashMap<>();
            learners().forEach(learner -> learner.describe(0, values));
            describe(values);
            record(updates() - 1, values);
        }
    }

    @Override
    public final void round(long maxEnvSteps, TrainingObserver to) {
        observer = Optional.of(to);
        long wanted = Math.max(1, Math.min(roundSteps, maxEnvSteps));
        long before = updates();
        for (long taken = 0; taken < wanted && updates() == before && cohort.active(0); taken++) {
            environmentSteps++;
            agent().step();
        }
    }

    @Override
    public final long environmentSteps() {
        return environmentSteps;
    }

    /** Steps taken before the one under way: what schedules of coefficients go by. */
    final long stepsBefore() {
        return Math.max(0, environmentSteps - 1);
    }

    @Override
    public final long updates() {
        return learners().get(0).updates();
    }

    @Override
    public final void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("exploration", exploration);
        to.put("episodes", episodes);
        to.put("in_episode", agent().inEpisode() ? 1 : 0);
        lanes.save(0, to.under("lanes"));
        learners().forEach(learner -> learner.save(0, to.under(learner.name())));
        saveOwn(to);
    }

    @Override
    public final void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        from.get("exploration", exploration);
        from.get("episodes", episodes);
        lanes.restore(0, from.under("lanes"));
        learners().forEach(learner -> learner.restore(0, from.under(learner.name())));
        restoreOwn(from);
        if (from.ints("in_episode", 1)[0] == 1) {
            agent().goOn();
        }
    }

    @Override
    public void close() {
        environment.close();
        learners().forEach(NetworkLearner::close);
    }
}
