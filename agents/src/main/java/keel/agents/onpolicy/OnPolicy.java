package keel.agents.onpolicy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.ActionEncoding;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.agents.OnPolicySpec;
import keel.agents.policy.CategoricalPolicy;
import keel.agents.policy.GaussianPolicy;
import keel.agents.policy.Policy;
import keel.training.Cohort;
import keel.training.InvalidConfigException;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Advantage actor-critic (Mnih et al. 2016, synchronous) and proximal policy optimisation (Schulman et al. 2017) for a cohort.
 *
 * <p>A round is {@code rollout-steps} steps of every lane and the updates that follow. The critic values what each step led to,
 * so a truncated episode bootstraps from its own last observation and a terminated one from nothing.
 */
public final class OnPolicy implements Algorithm {
    private final OnPolicySpec shape;
    private final Lanes lanes;
    private final Cohort cohort;
    private final Policy policy;
    private final ActorCritic networks;
    private final Rollout rollout;
    private final RolloutUpdates updates;
    private final List<RandomStream> exploration = new ArrayList<>();
    private final float[] actions;
    private final double[] logProbabilities;
    private long environmentSteps;

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     * @throws keel.env.EnvException if the environment's actions are no choices or real numbers
     * @throws InvalidConfigException if the networks do not fit the environment
     */
    public OnPolicy(List<OnPolicySpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.lanes = lanes;
        this.cohort = cohort;
        shape = specs.get(0);
        policy = policy();
        int members = specs.size();
        networks = new ActorCritic(List.copyOf(specs), seeds, lanes.observationSize(), policy, cohort);
        for (int p = 0; p < members; p++) {
            exploration.add(RandomStream.named(seeds[p], "exploration"));
            lanes.reset(p, RandomStream.named(seeds[p], "environment"));
        }
        rollout = new Rollout(
                members, lanes.lanes(), shape.rollout().steps(), lanes.observationSize(), policy.actionWidth());
        updates = new RolloutUpdates(List.copyOf(specs), seeds, policy, networks, rollout, cohort);
        actions = new float[members * lanes.lanes() * policy.actionWidth()];
        logProbabilities = new double[members * lanes.lanes()];
    }

    private Policy policy() {
        boolean spread = shape.actorCritic().spread().isPresent();
        String id = shape.common().environment().id();
        if (lanes.actions() instanceof ActionEncoding.Numbers numbers) {
            InvalidConfigException.require(
                    spread,
                    "Environment '%s' takes real numbers as actions, so the policy is Gaussian and its log standard deviations learn as a network of their own. Set rates.log-std and optimizers.log-std, as preset pendulum-ppo does."
                            .formatted(id));
            return new GaussianPolicy(numbers.width());
        }
        InvalidConfigException.require(
                !spread,
                "rates.log-std is the rate of a Gaussian policy's standard deviations, but environment '%s' takes no real numbers as actions. Leave it out, and optimizers.log-std too."
                        .formatted(id));
        if (lanes.actions() instanceof ActionEncoding.Choice choice) {
            return new CategoricalPolicy(choice.options());
        }
        if (lanes.actions() instanceof ActionEncoding.Choices choices) {
            return new CategoricalPolicy(choices.options());
        }
        throw lanes.unfit(
                shape.algorithm(),
                "needs actions that are choices (Discrete, MultiDiscrete, MultiBinary) or a Box of real numbers",
                "none of Keel's writes such actions");
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        long possible = Math.max(1, maxEnvSteps / lanes.lanes());
        int steps = (int) Math.min(shape.rollout().steps(), possible);
        rollout.begin();
        float[] free = networks.predictFree();
        for (int t = 0; t < steps; t++) {
            step(t, free, observer);
        }
        if (steps == shape.rollout().steps()) {
            update(observer);
        }
    }

    /** One step of every lane, actions drawn from the policy. */
    private void step(int t, float[] free, TrainingObserver observer) {
        float[] observations = lanes.observations();
        float[] outputs = networks.predictPolicy(observations, lanes.lanes());
        environmentSteps += lanes.lanes();
        for (int p = 0; p < lanes.members(); p++) {
            if (cohort.active(p)) {
                policy.begin(free, p * policy.freeParameters());
                for (int i = p * lanes.lanes(); i < (p + 1) * lanes.lanes(); i++) {
                    policy.sample(outputs, i * policy.outputs(), exploration.get(p), actions, i * policy.actionWidth());
                    logProbabilities[i] = policy.logProbability();
                }
                rollout.before(p, t, observations, actions, logProbabilities);
                lanes.step(
                        p,
                        actions,
                        (member, lane, episodeReturn, length) ->
                                observer.record(member, episodeRecord(episodeReturn, length)));
                rollout.after(p, t, lanes);
            }
        }
    }

    private MetricRecord episodeRecord(double episodeReturn, int length) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("episode/return", episodeReturn);
        values.put("episode/length", (double) length);
        return new MetricRecord(Math.max(0, updates() - 1), environmentSteps, values);
    }

    private void update(TrainingObserver observer) {
        long every = shape.common().telemetryEveryUpdates();
        long nextMeasured = (updates() + every - 1) / every * every;
        boolean measure = nextMeasured < updates() + updates.count();
        updates.learn(environmentSteps, measure);
        if (measure) {
            record(observer);
        }
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < lanes.members(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                for (NetworkLearner learner : learners()) {
                    learner.describe(p, values);
                }
                updates.describe(p, values);
                observer.record(p, new MetricRecord(updates.lastUpdate(p), environmentSteps, values));
            }
        }
    }

    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] chosen) {
        float[] free = networks.predictFree();
        float[] outputs = networks.predictPolicy(observations, laneCount);
        for (int p = 0; p < lanes.members(); p++) {
            if (cohort.active(p)) {
                policy.begin(free, p * policy.freeParameters());
                for (int i = p * laneCount; i < (p + 1) * laneCount; i++) {
                    policy.sample(outputs, i * policy.outputs(), random.get(p), chosen, i * policy.actionWidth());
                }
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        float[] outputs = networks.predictPolicy(observations, laneCount);
        for (int i = 0; i < lanes.members() * laneCount; i++) {
            policy.mode(outputs, i * policy.outputs(), chosen, i * policy.actionWidth());
        }
    }

    /** What the critic expects of the observations, whatever the actions: of taking the policy's own. */
    @Override
    public Optional<float[]> values(float[] observations, float[] chosen, int laneCount) {
        return Optional.of(networks.predictValues(observations, laneCount));
    }

    @Override
    public long environmentSteps() {
        return environmentSteps;
    }

    @Override
    public long updates() {
        return networks.actor().updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return networks.learners();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("exploration", exploration.get(member));
        lanes.save(member, to.under("lanes"));
        updates.save(member, to);
        networks.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        from.get("exploration", exploration.get(member));
        lanes.restore(member, from.under("lanes"));
        updates.restore(member, from);
        networks.restore(member, from);
    }

    @Override
    public void close() {
        lanes.close();
        updates.close();
        networks.close();
    }
}
