package keel.agents.sac;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import keel.agents.SacSpec;
import keel.agents.offpolicy.CriticEnsemble;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/**
 * What soft actor-critic (Haarnoja et al. 2018) learns, apart from where the transitions come from. One update is, of a batch
 * {@code s, a, r, s'}:
 *
 * <pre>
 * log α   down {@code -log α mean(log π(ã|s) + H)},                     ã drawn by the actor for s
 * critics down {@code ½ (Q_k(s,a) - r - γ (min Q⁻(s',a') - α log π(a'|s')))²}, a' drawn for s'; γ = 0 if the task ended
 * actor   down {@code α log π(ã|s) - min Q(s,ã)}
 * Q⁻ = τ Q + (1 - τ) Q⁻
 * </pre>
 *
 * with the α from before its update, and the critics from after theirs.
 */
final class SacUpdate implements MemberState, AutoCloseable {
    private final List<SacSpec> specs;
    private final SacSpec shape;
    private final Cohort cohort;
    private final NetworkLearner actor;
    private final CriticEnsemble critics;
    private final EntropyWeights entropyWeights;
    private final List<RandomStream> noise = new ArrayList<>();
    /** Actions for the states of a batch, and for the states after them. */
    private final SquashedGaussian now;

    private final SquashedGaussian next;
    private final float[] targets;
    private final float[] actorGradient;
    private final double[] actorLoss;
    private final double[] weights;

    /**
     * Fresh networks.
     *
     * @param observation numbers in an observation
     * @param width A, numbers in an action
     */
    SacUpdate(List<SacSpec> specs, long[] seeds, Cohort cohort, int observation, int width) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        int members = specs.size();
        int rows = shape.replay().batch();
        Network network = shape.common()
                .engine()
                .create(cohort.device(), "actor", observation, shape.actor().network(), 2 * width, members);
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
                observation,
                width);
        entropyWeights = EntropyWeights.of(
                shape.common(), specs.stream().map(SacSpec::entropy).toList(), width, cohort);
        now = new SquashedGaussian(members, rows, width);
        next = new SquashedGaussian(members, rows, width);
        targets = new float[members * rows];
        actorGradient = new float[members * rows * 2 * width];
        actorLoss = new double[members];
        weights = new double[members];
    }

    NetworkLearner actor() {
        return actor;
    }

    CriticEnsemble critics() {
        return critics;
    }

    /** Actions drawn for the states of the last batch. */
    SquashedGaussian now() {
        return now;
    }

    /** Actions drawn for the states after them. */
    SquashedGaussian next() {
        return next;
    }

    /** What the critics were last trained towards, {@code [P,B]}, live. */
    float[] targets() {
        return targets;
    }

    List<NetworkLearner> learners() {
        List<NetworkLearner> learners = new ArrayList<>(List.of(actor, critics.learner()));
        learners.addAll(entropyWeights.learners());
        return learners;
    }

    /** One update with fresh noise. */
    void learn(TransitionBatch batch, long environmentStep, boolean measure) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                now.drawNoise(p, noise.get(p));
                next.drawNoise(p, noise.get(p));
            }
        }
        learnWithNoise(batch, environmentStep, measure);
    }

    /** One update with the noise that {@link #now} and {@link #next} hold. */
    void learnWithNoise(TransitionBatch batch, long environmentStep, boolean measure) {
        float[] outputs = actor.network().forward(batch.observations, batch.rows);
        place(now, outputs);
        System.arraycopy(entropyWeights.at(environmentStep), 0, weights, 0, weights.length);
        entropyWeights.update(now, measure);
        place(next, actor.network().predict(batch.nextObservations, batch.rows));
        float[] future = critics.targetValues(batch.nextObservations, next.actions());
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                setTargets(p, batch, future);
            }
        }
        critics.fit(batch.observations, batch.actions, targets, measure);
        updateActor(batch, outputs, measure);
        critics.learner().synchronize();
        actor.synchronize();
        critics.moveTargets(shape.targetRate());
    }

    private void place(SquashedGaussian actions, float[] outputs) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                actions.place(p, outputs);
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

    /** Adds the measurements of one member's last measured update. */
    void describe(int member, Map<String, Double> values) {
        actor.describe(member, values);
        critics.describe(member, values);
        entropyWeights.describe(member, values);
        values.put("policy/entropy", -now.meanLogProbability(member));
        values.put("policy/std", now.meanDeviation(member));
        values.put("policy/saturation", now.saturation(member));
        values.put("policy/entropy_weight", weights[member]);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("noise", noise.get(member));
        actor.save(member, to.under("actor"));
        critics.save(member, to.under("critic"));
        entropyWeights.save(member, to.under("temperature"));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("noise", noise.get(member));
        actor.restore(member, from.under("actor"));
        critics.restore(member, from.under("critic"));
        entropyWeights.restore(member, from.under("temperature"));
    }

    @Override
    public void close() {
        actor.close();
        critics.close();
        entropyWeights.close();
    }
}
