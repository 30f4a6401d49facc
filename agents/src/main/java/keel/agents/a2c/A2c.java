package keel.agents.a2c;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import keel.agents.A2cSpec;
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
 * Advantage actor-critic (Mnih et al. 2016, synchronous) for a cohort: separate networks, optimisers and rates.
 *
 * <p>A round is {@code rolloutSteps} steps of every lane and one update of each network. The critic values what each step led
 * to, so a truncated episode bootstraps from its own last observation and a terminated one from nothing.
 */
public final class A2c implements Algorithm {
    private final List<A2cSpec> specs;
    private final A2cSpec shape;
    private final Lanes lanes;
    private final Cohort cohort;
    private final NetworkLearner actor;
    private final NetworkLearner critic;
    private final List<RandomStream> exploration = new ArrayList<>();
    private final Rollout rollout;
    private final CategoricalPolicy policy;
    private final float[] actions;
    private final int options;
    private final float[] policyGradient;
    private final float[] valueGradient;
    private final double[] policyLoss;
    private final double[] entropy;
    private final double[] valueLoss;
    private final double[] explainedVariance;
    private long environmentSteps;

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     */
    public A2c(List<A2cSpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.lanes = lanes;
        this.cohort = cohort;
        shape = specs.get(0);
        options = lanes.requireChoice("a2c").options();
        int members = specs.size();
        actor = learner("actor", A2cSpec::actor, options, 0.01, seeds);
        critic = learner("critic", A2cSpec::critic, 1, 1, seeds);
        for (int p = 0; p < members; p++) {
            exploration.add(RandomStream.named(seeds[p], "exploration"));
            lanes.reset(p, RandomStream.named(seeds[p], "environment"));
        }
        rollout = new Rollout(members, lanes.lanes(), shape.rolloutSteps(), lanes.observationSize());
        policy = new CategoricalPolicy(options);
        actions = new float[members * lanes.lanes()];
        policyGradient = new float[members * rollout.rows * options];
        valueGradient = new float[members * rollout.rows];
        policyLoss = new double[members];
        entropy = new double[members];
        valueLoss = new double[members];
        explainedVariance = new double[members];
    }

    private NetworkLearner learner(
            String name, Function<A2cSpec, NetworkTraining> training, int outputs, double outputGain, long[] seeds) {
        Network network = shape.common()
                .engine()
                .create(name, lanes.observationSize(), training.apply(shape).network(), outputs, specs.size());
        for (int p = 0; p < specs.size(); p++) {
            network.initialize(
                    p,
                    new Initializer.Orthogonal(Math.sqrt(2), outputGain),
                    RandomStream.named(seeds[p], "network/" + name));
        }
        return new NetworkLearner(name, network, specs.stream().map(training).toList(), cohort);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        long possible = Math.max(1, maxEnvSteps / lanes.lanes());
        int steps = (int) Math.min(shape.rolloutSteps(), possible);
        for (int t = 0; t < steps; t++) {
            step(t, observer);
        }
        if (steps == shape.rolloutSteps()) {
            update(observer);
        }
    }

    /** One step of every lane, actions drawn from the policy. */
    private void step(int t, TrainingObserver observer) {
        float[] observations = lanes.observations();
        float[] logits = actor.network().predict(observations, lanes.lanes());
        environmentSteps += lanes.lanes();
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                for (int i = p * lanes.lanes(); i < (p + 1) * lanes.lanes(); i++) {
                    actions[i] = policy.sample(logits, i * options, exploration.get(p));
                }
                rollout.before(p, t, observations, actions);
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
        return new MetricRecord(Math.max(0, actor.updates() - 1), environmentSteps, values);
    }

    private void update(TrainingObserver observer) {
        boolean measure = actor.updates() % shape.common().telemetryEveryUpdates() == 0;
        float[] nextValues = critic.network().predict(rollout.nextObservations, rollout.rows);
        float[] values = critic.network().forward(rollout.observations, rollout.rows);
        float[] logits = actor.network().forward(rollout.observations, rollout.rows);
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                A2cSpec spec = specs.get(p);
                rollout.estimateAdvantages(p, values, nextValues, spec.discount(), spec.gaeLambda());
                criticLoss(p, values);
                actorLoss(p, logits);
            }
        }
        critic.network().backward(valueGradient);
        actor.network().backward(policyGradient);
        critic.update(valueLoss, measure);
        actor.update(policyLoss, measure);
        critic.synchronize();
        actor.synchronize();
        if (measure) {
            record(observer);
        }
    }

    /** Half the mean squared distance from value to target, and its gradient. */
    private void criticLoss(int p, float[] values) {
        int rows = rollout.rows;
        double squares = 0;
        double sumError = 0;
        double sumTarget = 0;
        double sumTargetSquare = 0;
        for (int i = p * rows; i < (p + 1) * rows; i++) {
            double valueTarget = rollout.valueTargets[i];
            double error = values[i] - valueTarget;
            squares += error * error;
            sumError += error;
            sumTarget += valueTarget;
            sumTargetSquare += valueTarget * valueTarget;
            valueGradient[i] = (float) (error / rows);
        }
        valueLoss[p] = squares / rows / 2;
        double errorVariance = squares / rows - sumError / rows * (sumError / rows);
        double targetVariance = sumTargetSquare / rows - sumTarget / rows * (sumTarget / rows);
        explainedVariance[p] = targetVariance > 0 ? 1 - errorVariance / targetVariance : 0;
    }

    /** Mean of {@code -A log π(a) - weight * entropy}, and its gradient by the logits. */
    private void actorLoss(int p, float[] logits) {
        int rows = rollout.rows;
        int n = options;
        double weight = specs.get(p).entropyWeight();
        double sum = 0;
        double sumEntropy = 0;
        for (int i = p * rows; i < (p + 1) * rows; i++) {
            sum += policy.loss(
                    logits,
                    i * n,
                    (int) rollout.actions[i],
                    rollout.advantages[i],
                    weight,
                    policyGradient,
                    i * n,
                    rows);
            sumEntropy += policy.entropy();
        }
        policyLoss[p] = sum / rows;
        entropy[p] = sumEntropy / rows;
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                actor.describe(p, values);
                critic.describe(p, values);
                values.put("policy/entropy", entropy[p]);
                values.put("value/explained_variance", explainedVariance[p]);
                observer.record(p, new MetricRecord(actor.updates() - 1, environmentSteps, values));
            }
        }
    }

    @Override
    public void explore(float[] observations, int laneCount, List<RandomStream> random, float[] chosen) {
        float[] logits = actor.network().predict(observations, laneCount);
        for (int p = 0; p < specs.size(); p++) {
            for (int i = p * laneCount; i < (p + 1) * laneCount && cohort.active(p); i++) {
                chosen[i] = policy.sample(logits, i * options, random.get(p));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        float[] logits = actor.network().predict(observations, laneCount);
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = policy.mode(logits, i * options);
        }
    }

    @Override
    public long environmentSteps() {
        return environmentSteps;
    }

    @Override
    public long updates() {
        return actor.updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(actor, critic);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("exploration", exploration.get(member));
        lanes.save(member, to.under("lanes"));
        actor.save(member, to.under("actor"));
        critic.save(member, to.under("critic"));
    }

    @Override
    public void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        from.get("exploration", exploration.get(member));
        lanes.restore(member, from.under("lanes"));
        actor.restore(member, from.under("actor"));
        critic.restore(member, from.under("critic"));
    }

    @Override
    public void close() {
        lanes.close();
        actor.close();
        critic.close();
    }
}
