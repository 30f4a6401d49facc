package keel.agents.td3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.agents.Td3Spec;
import keel.agents.offpolicy.CriticEnsemble;
import keel.agents.offpolicy.Experience;
import keel.agents.offpolicy.Exploration;
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
 * Twin delayed deep deterministic policy gradient (Fujimoto et al. 2018), for a cohort. One update is, of a batch of
 * transitions {@code s, a, r, s'}:
 *
 * <pre>
 * critics down {@code (Q_k(s,a) - r - γ min Q⁻(s', μ⁻(s') + clipped noise))²};   γ = 0 if the task ended
 * and every policyDelay-th time:
 * actor   down {@code -Q_1(s, μ(s))}
 * Q⁻ = τ Q + (1 - τ) Q⁻,   μ⁻ = τ μ + (1 - τ) μ⁻
 * </pre>
 *
 * The actor's record is dated by its own update count, as its rate is.
 */
public final class Td3 implements Algorithm {
    private final List<Td3Spec> specs;
    private final Td3Spec shape;
    private final Cohort cohort;
    private final Experience experience;
    private final Exploration exploration;
    private final NetworkLearner actor;
    private final Network targetActor;
    private final CriticEnsemble critics;
    private final List<RandomStream> noise = new ArrayList<>();
    private final int width;
    private final float[] policyActions;
    private final float[] targets;
    private final float[] actorGradient;
    private final double[] actorLoss;
    private final Experience.Behaviour behaviour = new Behaviour();

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param name of the algorithm, for messages
     * @param lanes taken over: closed with this
     */
    public Td3(String name, List<Td3Spec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        width = lanes.requireBoundedNumbers(name).width();
        int members = specs.size();
        int rows = shape.replay().batch();
        Network network = network(lanes, members);
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/actor"));
            noise.add(RandomStream.named(seeds[p], "noise"));
        }
        targetActor = network(lanes, members);
        targetActor.follow(network, 1);
        cohort.onEnd(targetActor::deactivate);
        actor = new NetworkLearner(
                "actor", network, specs.stream().map(Td3Spec::actor).toList(), cohort);
        critics = new CriticEnsemble(
                shape.common(),
                specs.stream().map(Td3Spec::critic).toList(),
                seeds,
                cohort,
                shape.critics(),
                1,
                rows,
                lanes.observationSize(),
                width);
        exploration = new Exploration(specs.stream().map(Td3Spec::exploration).toList(), seeds, lanes.lanes(), width);
        experience = new Experience(shape.common(), shape.replay(), seeds, lanes, cohort);
        policyActions = new float[members * rows * width];
        targets = new float[members * rows];
        actorGradient = new float[policyActions.length];
        actorLoss = new double[members];
    }

    private Network network(Lanes lanes, int members) {
        return shape.common()
                .engine()
                .create("actor", lanes.observationSize(), shape.actor().network(), width, members);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        if (experience.gather(maxEnvSteps, behaviour, updates(), observer)) {
            for (int i = 0; i < shape.replay().gradientSteps() && cohort.anyActive(); i++) {
                update(observer);
            }
        }
    }

    /** Random until learning starts, then the policy's with noise. */
    private final class Behaviour implements Experience.Behaviour {
        @Override
        public void choose(float[] observations, float[] actions) {
            long step = environmentSteps();
            boolean random = step < shape.replay().learningStarts();
            if (!random) {
                act(observations, actions.length / specs.size() / width, actions);
            }
            for (int p = 0; p < specs.size(); p++) {
                if (cohort.active(p)) {
                    if (random) {
                        exploration.drawUniform(p, actions);
                    } else {
                        exploration.addNoise(p, step, actions);
                    }
                }
            }
        }

        @Override
        public void ended(int member, int lane) {
            exploration.begin(member, lane);
        }
    }

    private void update(TrainingObserver observer) {
        boolean measure = updates() % shape.common().telemetryEveryUpdates() == 0;
        experience.sample();
        TransitionBatch batch = experience.batch();
        setTargets(batch);
        critics.fit(batch.observations, batch.actions, targets, measure);
        critics.learner().synchronize();
        if (measure) {
            record(observer);
        }
        if (updates() % shape.policyDelay() == 0) {
            updateActor(batch, observer);
            critics.moveTargets(shape.targetRate());
            targetActor.follow(actor.network(), shape.targetRate());
        }
    }

    private void setTargets(TransitionBatch batch) {
        float[] outputs = targetActor.predict(batch.nextObservations, batch.rows);
        int each = batch.rows * width;
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Td3Spec spec = specs.get(p);
                SquashedMean.place(outputs, policyActions, p * each, (p + 1) * each);
                SquashedMean.smooth(
                        policyActions,
                        p * each,
                        (p + 1) * each,
                        spec.targetNoise(),
                        spec.targetNoiseClip(),
                        noise.get(p));
            }
        }
        float[] future = critics.targetValues(batch.nextObservations, policyActions);
        for (int i = 0; i < targets.length; i++) {
            double discount = specs.get(i / batch.rows).discount();
            targets[i] = (float) (batch.rewards[i] + (batch.terminated[i] ? 0 : discount * future[i]));
        }
    }

    private void updateActor(TransitionBatch batch, TrainingObserver observer) {
        boolean measure = actor.updates() % shape.common().telemetryEveryUpdates() == 0;
        float[] outputs = actor.network().forward(batch.observations, batch.rows);
        SquashedMean.place(outputs, policyActions, 0, policyActions.length);
        float[] values = critics.policyValues(batch.observations, policyActions, true);
        for (int p = 0; p < specs.size(); p++) {
            double sum = 0;
            for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
                sum += values[i];
            }
            actorLoss[p] = -sum / batch.rows;
        }
        SquashedMean.gradient(policyActions, critics.actionGradient(), actorGradient, 0, policyActions.length);
        actor.network().backward(actorGradient);
        actor.update(actorLoss, measure);
        actor.synchronize();
        if (measure) {
            recordActor(observer, batch.rows * width);
        }
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                critics.describe(p, values);
                observer.record(p, new MetricRecord(updates() - 1, environmentSteps(), values));
            }
        }
    }

    private void recordActor(TrainingObserver observer, int each) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                actor.describe(p, values);
                values.put("policy/saturation", SquashedMean.saturation(policyActions, p * each, (p + 1) * each));
                values.put(
                        "exploration/noise", specs.get(p).exploration().noise().at(environmentSteps()));
                observer.record(p, new MetricRecord(actor.updates() - 1, environmentSteps(), values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        SquashedMean.place(actor.network().predict(observations, laneCount), chosen, 0, chosen.length);
    }

    /** Correlated noise is drawn as if the lanes were far apart in time. */
    @Override
    public void explore(float[] observations, int laneCount, List<RandomStream> random, float[] chosen) {
        act(observations, laneCount, chosen);
        int each = laneCount * width;
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                exploration.addNoise(p, environmentSteps(), random.get(p), chosen, p * each, (p + 1) * each);
            }
        }
    }

    @Override
    public Optional<float[]> values(float[] observations, float[] actions, int laneCount) {
        return Optional.of(critics.values(observations, actions, laneCount));
    }

    @Override
    public long environmentSteps() {
        return experience.environmentSteps();
    }

    @Override
    public long updates() {
        return critics.learner().updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(actor, critics.learner());
    }

    @Override
    public void savePolicy(int member, StateWriter to) {
        actor.network().save(member, to.under("actor"));
    }

    @Override
    public void restorePolicy(int member, StateReader from) {
        actor.network().restore(member, from.under("actor"));
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("noise", noise.get(member));
        experience.save(member, to.under("experience"));
        exploration.save(member, to.under("exploration"));
        actor.save(member, to.under("actor"));
        targetActor.save(member, to.under("target_actor"));
        critics.save(member, to.under("critic"));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("noise", noise.get(member));
        experience.restore(member, from.under("experience"));
        exploration.restore(member, from.under("exploration"));
        actor.restore(member, from.under("actor"));
        targetActor.restore(member, from.under("target_actor"));
        critics.restore(member, from.under("critic"));
    }

    @Override
    public void close() {
        experience.close();
        actor.close();
        targetActor.close();
        critics.close();
    }
}
