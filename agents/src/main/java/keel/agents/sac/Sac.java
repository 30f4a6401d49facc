package keel.agents.sac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.agents.SacSpec;
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
 * Soft actor-critic (Haarnoja et al. 2018), for a cohort. One update is, of a batch of transitions {@code s, a, r, s'}:
 *
 * <pre>
 * log α   down {@code -log α (log π(ã|s) + H)},                         ã drawn by the actor for s
 * critics down {@code ½ (Q_k(s,a) - r - γ (min Q⁻(s',a') - α log π(a'|s')))²}, a' drawn for s'; γ = 0 if the task ended
 * actor   down {@code α log π(ã|s) - min Q(s,ã)}
 * Q⁻ = τ Q + (1 - τ) Q⁻
 * </pre>
 *
 * with the α from before its update.
 */
public final class Sac implements Algorithm {
    private final List<SacSpec> specs;
    private final SacSpec shape;
    private final Cohort cohort;
    private final Experience experience;
    private final Exploration exploration;
    private final NetworkLearner actor;
    private final CriticEnsemble critics;
    private final EntropyWeights entropyWeights;
    private final List<RandomStream> noise = new ArrayList<>();
    private final int width;
    /** Actions for the states of a batch, for the states after them, and for the lanes. */
    private final SquashedGaussian now;

    private final SquashedGaussian next;
    private final SquashedGaussian done;
    private final float[] targets;
    private final float[] actorGradient;
    private final double[] actorLoss;
    private final double[] weights;
    private SquashedGaussian other;
    private int otherLanes;
    private final Experience.Behaviour behaviour = new Behaviour();

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     */
    public Sac(List<SacSpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        width = lanes.requireBoundedNumbers("sac").width();
        int members = specs.size();
        int rows = shape.replay().batch();
        Network network = shape.common()
                .engine()
                .create("actor", lanes.observationSize(), shape.actor().network(), 2 * width, members);
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/actor"));
            noise.add(RandomStream.named(seeds[p], "noise"));
        }
        actor = new NetworkLearner(
                "actor", network, specs.stream().map(SacSpec::actor).toList(), cohort);
        critics = new CriticEnsemble(
                shape.common(),
                specs.stream().map(SacSpec::critic).toList(),
                seeds,
                cohort,
                shape.critics(),
                0.5,
                rows,
                lanes.observationSize(),
                width);
        entropyWeights = EntropyWeights.of(
                shape.common(), specs.stream().map(SacSpec::entropy).toList(), width, cohort);
        exploration = new Exploration(specs.stream().map(SacSpec::exploration).toList(), seeds, lanes.lanes(), width);
        experience = new Experience(shape.replay(), shape.common().environmentSteps(), seeds, lanes, cohort);
        now = new SquashedGaussian(members, rows, width);
        next = new SquashedGaussian(members, rows, width);
        done = new SquashedGaussian(members, lanes.lanes(), width);
        otherLanes = lanes.lanes();
        other = new SquashedGaussian(members, otherLanes, width);
        targets = new float[members * rows];
        actorGradient = new float[members * rows * 2 * width];
        actorLoss = new double[members];
        weights = new double[members];
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        if (experience.gather(maxEnvSteps, behaviour, updates(), observer)) {
            for (int i = 0; i < shape.replay().gradientSteps() && cohort.anyActive(); i++) {
                update(observer);
            }
        }
    }

    /** Random until learning starts, then drawn from the policy, with noise if that is asked for. */
    private final class Behaviour implements Experience.Behaviour {
        @Override
        public void choose(float[] observations, float[] actions) {
            long step = environmentSteps();
            if (step < shape.replay().learningStarts()) {
                for (int p = 0; p < specs.size(); p++) {
                    exploration.drawUniform(p, actions);
                }
                return;
            }
            float[] outputs = actor.network().predict(observations, actions.length / specs.size() / width);
            for (int p = 0; p < specs.size(); p++) {
                if (cohort.active(p)) {
                    done.draw(p, outputs, exploration.random(p));
                    int each = actions.length / specs.size();
                    System.arraycopy(done.actions(), p * each, actions, p * each, each);
                    exploration.addNoise(p, step, actions);
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
        float[] outputs = actor.network().forward(batch.observations, batch.rows);
        draw(now, outputs);
        double[] alpha = entropyWeights.at(experience.environmentSteps());
        System.arraycopy(alpha, 0, weights, 0, weights.length);
        entropyWeights.update(now, measure);
        draw(next, actor.network().predict(batch.nextObservations, batch.rows));
        float[] future = critics.targetValues(batch.nextObservations, next.actions());
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                setTargets(p, batch, future);
            }
        }
        critics.fit(batch.observations, batch.actions, targets, measure);
        updateActor(batch, outputs, measure);
        critics.moveTargets(shape.targetRate());
        critics.learner().synchronize();
        actor.synchronize();
        if (measure) {
            record(observer);
        }
    }

    private void draw(SquashedGaussian actions, float[] outputs) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                actions.draw(p, outputs, noise.get(p));
            }
        }
    }

    private void setTargets(int p, TransitionBatch batch, float[] future) {
        double discount = specs.get(p).discount();
        double weight = weights[p];
        for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
            double worth = batch.terminated[i] ? 0 : future[i] - weight * next.logProbabilities()[i];
            targets[i] = (float) (batch.rewards[i] + discount * worth);
        }
    }

    private void updateActor(TransitionBatch batch, float[] outputs, boolean measure) {
        float[] values = critics.policyValues(batch.observations, now.actions(), false);
        for (int p = 0; p < specs.size(); p++) {
            double sum = 0;
            for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
                sum += values[i];
            }
            actorLoss[p] = weights[p] * now.meanLogProbability(p) - sum / batch.rows;
        }
        float[] byAction = critics.actionGradient();
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                now.gradient(p, outputs, byAction, weights[p], actorGradient);
            }
        }
        actor.network().backward(actorGradient);
        actor.update(actorLoss, measure);
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                actor.describe(p, values);
                critics.describe(p, values);
                entropyWeights.describe(p, values);
                values.put("policy/entropy", -now.meanLogProbability(p));
                values.put("policy/std", now.meanDeviation(p));
                values.put("policy/saturation", now.saturation(p));
                values.put("policy/entropy_weight", weights[p]);
                observer.record(p, new MetricRecord(updates() - 1, environmentSteps(), values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        SquashedGaussian.means(actor.network().predict(observations, laneCount), width, chosen);
    }

    @Override
    public void explore(float[] observations, int laneCount, List<RandomStream> random, float[] chosen) {
        if (laneCount != otherLanes) {
            otherLanes = laneCount;
            other = new SquashedGaussian(specs.size(), laneCount, width);
        }
        float[] outputs = actor.network().predict(observations, laneCount);
        int each = laneCount * width;
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                other.draw(p, outputs, random.get(p));
                System.arraycopy(other.actions(), p * each, chosen, p * each, each);
                exploration.addNoise(p, environmentSteps(), random.get(p), chosen, p * each, (p + 1) * each);
            }
        }
    }

    /** Of the critics, without what the entropy is worth from then on. */
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
        List<NetworkLearner> learners = new ArrayList<>(List.of(actor, critics.learner()));
        learners.addAll(entropyWeights.learners());
        return learners;
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
        critics.save(member, to.under("critic"));
        entropyWeights.save(member, to.under("temperature"));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("noise", noise.get(member));
        experience.restore(member, from.under("experience"));
        exploration.restore(member, from.under("exploration"));
        actor.restore(member, from.under("actor"));
        critics.restore(member, from.under("critic"));
        entropyWeights.restore(member, from.under("temperature"));
    }

    @Override
    public void close() {
        experience.close();
        actor.close();
        critics.close();
        entropyWeights.close();
    }
}
