package keel.agents.dqn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.Algorithm;
import keel.agents.DqnSpec;
import keel.agents.Lanes;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Deep Q-learning for a cohort, with the options of {@link DqnSpec}.
 *
 * <p>A round is {@code trainEveryEnvSteps} environment steps of every member, then {@code gradientSteps} updates. The target of
 * a transition over k steps is {@code R + γ^k Q⁻(s', argmax Q(s', ·))}, and just R where the task ended; a truncated episode goes
 * on in the target.
 */
public final class Dqn implements Algorithm {
    /** What every agent records of itself beside its network's and its sampling's measurements. */
    public static final List<String> METRICS = List.of(
            "q/mean",
            "q/max",
            "q/bias",
            "q/bias_normalized",
            "action_gap",
            "td_error/mean",
            "target/distance",
            "coefficient/epsilon");

    private final DqnSpec shape;
    private final Lanes lanes;
    private final Cohort cohort;
    private final NetworkLearner q;
    private final QFunction online;
    private final QFunction target;
    private final List<DqnMember> members = new ArrayList<>();
    private final TransitionBatch batch;
    private final QBatch losses;
    private final float[] actions;
    private final float[] bestNext;
    private final float[] previous;
    private long environmentSteps;
    private long nextCopy;

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     */
    public Dqn(List<DqnSpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.lanes = lanes;
        this.cohort = cohort;
        shape = specs.get(0);
        int options = lanes.requireChoice("dqn").options();
        ActionValues values = new ActionValues(options, shape.loss().atoms());
        online = function(options, values, specs.size());
        target = function(options, values, specs.size());
        for (int p = 0; p < specs.size(); p++) {
            online.network().initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/q"));
            members.add(new DqnMember(p, specs.get(p), seeds[p], lanes));
            lanes.reset(p, RandomStream.named(seeds[p], "environment"));
        }
        q = new NetworkLearner(
                "q", online.network(), specs.stream().map(DqnSpec::q).toList(), cohort);
        cohort.onEnd(target.network()::deactivate);
        batch = new TransitionBatch(specs.size(), shape.batch(), lanes.observationSize(), 1);
        losses = new QBatch(batch, shape.loss(), values, options, specs.size());
        actions = new float[specs.size() * lanes.lanes()];
        bestNext = new float[specs.size() * shape.batch()];
        previous = new float[lanes.observations().length];
        follow(1);
        copyIfDue();
    }

    private QFunction function(int options, ActionValues values, int count) {
        QHead head = QHead.of(shape.dueling(), options, shape.loss().atoms());
        Network network = shape.common()
                .engine()
                .create(cohort.device(), "q", lanes.observationSize(), shape.q().network(), head.outputs(), count);
        return new QFunction(network, options, head, values);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        long wanted = Math.min(shape.trainEveryEnvSteps(), maxEnvSteps);
        long taken = 0;
        do {
            step(observer);
            taken += lanes.lanes();
        } while (taken + lanes.lanes() <= wanted);
        if (taken + lanes.lanes() > shape.trainEveryEnvSteps() && environmentSteps >= shape.learningStarts()) {
            for (int i = 0; i < shape.gradientSteps() && cohort.anyActive(); i++) {
                update(observer);
            }
        }
    }

    /** One step of every lane, ε-greedy, remembered. */
    private void step(TrainingObserver observer) {
        float[] observations = lanes.observations();
        act(observations, lanes.lanes(), actions);
        System.arraycopy(observations, 0, previous, 0, previous.length);
        environmentSteps += lanes.lanes();
        for (int p = 0; p < members.size(); p++) {
            if (cohort.active(p)) {
                DqnMember member = members.get(p);
                member.explore(
                        member.exploration(), epsilon(p, environmentSteps), online.actions(), lanes.lanes(), actions);
                lanes.step(
                        p,
                        actions,
                        (of, lane, episodeReturn, length) -> observer.record(of, episodeRecord(episodeReturn, length)));
                member.remember(lanes, previous, actions);
            }
        }
        copyIfDue();
    }

    private MetricRecord episodeRecord(double episodeReturn, int length) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("episode/return", episodeReturn);
        values.put("episode/length", (double) length);
        return new MetricRecord(Math.max(0, q.updates() - 1), environmentSteps, values);
    }

    /** Of the step of all lanes that ends at this environment step. */
    private double epsilon(int p, long environmentStep) {
        return members.get(p).epsilon(Math.max(0, environmentStep - lanes.lanes()));
    }

    private void copyIfDue() {
        shape.target().copyEveryEnvSteps().ifPresent(every -> {
            if (environmentSteps >= nextCopy) {
                follow(1);
                nextCopy = environmentSteps + every;
            }
        });
    }

    private void follow(double rate) {
        target.network().follow(online.network(), rate);
    }

    private void update(TrainingObserver observer) {
        boolean measure = q.updates() % shape.common().telemetryEveryUpdates() == 0;
        for (int p = 0; p < members.size(); p++) {
            if (cohort.active(p)) {
                members.get(p).sample(environmentSteps, batch);
            }
        }
        if (shape.doubleQ()) {
            online.best(online.predict(batch.nextObservations, batch.rows), bestNext);
        }
        float[] next = target.predict(batch.nextObservations, batch.rows);
        if (!shape.doubleQ()) {
            target.best(next, bestNext);
        }
        learn(next, measure);
        q.update(losses.loss, measure);
        q.synchronize();
        shape.target().rateEveryUpdate().ifPresent(this::follow);
        if (measure) {
            record(observer);
        }
    }

    /** Losses and gradients of every member, given what the target network says of the next observations. */
    private void learn(float[] next, boolean measure) {
        float[] values = online.forward(batch.observations, batch.rows);
        for (int p = 0; p < members.size(); p++) {
            if (cohort.active(p)) {
                losses.judge(p, members.get(p).targets(), values, next, bestNext);
                members.get(p).judge(batch);
            }
        }
        if (measure) {
            float[] expected = online.expected(values, batch.rows);
            for (int p = 0; p < members.size(); p++) {
                losses.measure(p, expected);
            }
        }
        online.backward(losses.gradient, batch.rows);
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < members.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                q.describe(p, values);
                losses.describe(p, values);
                values.put("target/distance", online.distance(target, p));
                values.put("coefficient/epsilon", epsilon(p, environmentSteps));
                members.get(p).describe(values);
                observer.record(p, new MetricRecord(q.updates() - 1, environmentSteps, values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        online.best(online.predict(observations, laneCount), chosen);
    }

    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] chosen) {
        act(observations, laneCount, chosen);
        for (int p = 0; p < members.size(); p++) {
            if (cohort.active(p)) {
                members.get(p).explore(random.get(p), epsilon(p, environmentStep), online.actions(), laneCount, chosen);
            }
        }
    }

    @Override
    public Optional<float[]> values(float[] observations, float[] chosen, int laneCount) {
        float[] all = online.expected(online.predict(observations, laneCount), laneCount);
        float[] values = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            values[i] = all[i * online.actions() + (int) chosen[i]];
        }
        return Optional.of(values);
    }

    @Override
    public long environmentSteps() {
        return environmentSteps;
    }

    @Override
    public long updates() {
        return q.updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(q);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("next_target_update", nextCopy);
        members.get(member).save(to);
        lanes.save(member, to.under("lanes"));
        q.save(member, to.under("q"));
        target.network().save(member, to.under("target"));
    }

    @Override
    public void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        nextCopy = from.whole("next_target_update");
        members.get(member).restore(from);
        lanes.restore(member, from.under("lanes"));
        q.restore(member, from.under("q"));
        target.network().restore(member, from.under("target"));
    }

    @Override
    public void close() {
        lanes.close();
        q.close();
        target.network().close();
    }
}
