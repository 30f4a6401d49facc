package keel.agents.td3;

import java.util.ArrayList;
import java.util.List;
import keel.agents.Td3Spec;
import keel.agents.offpolicy.CriticEnsemble;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Device;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/**
 * What TD3 (Fujimoto et al. 2018) learns, apart from where the transitions come from. Of a batch {@code s, a, r, s'}:
 *
 * <pre>
 * critics down {@code (Q_k(s,a) - r - γ min Q⁻(s', μ⁻(s') + clipped noise))²};   γ = 0 if the task ended
 * and every policyDelay-th time:
 * actor   down {@code -Q_1(s, μ(s))}
 * Q⁻ = τ Q + (1 - τ) Q⁻,   μ⁻ = τ μ + (1 - τ) μ⁻
 * </pre>
 */
final class Td3Update implements MemberState, AutoCloseable {
    private final List<Td3Spec> specs;
    private final Td3Spec shape;
    private final Cohort cohort;
    private final NetworkLearner actor;
    private final Network targetActor;
    private final CriticEnsemble critics;
    private final List<RandomStream> random = new ArrayList<>();
    private final int each;
    private final double[] noise;
    private final float[] actions;
    private final float[] targets;
    private final float[] actorGradient;
    private final double[] actorLoss;

    /**
     * Fresh networks.
     *
     * @param observation numbers in an observation
     * @param width A, numbers in an action
     */
    Td3Update(List<Td3Spec> specs, long[] seeds, Cohort cohort, int observation, int width) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        int members = specs.size();
        int rows = shape.replay().batch();
        each = rows * width;
        Network network = network(cohort.device(), observation, width, members);
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/actor"));
            random.add(RandomStream.named(seeds[p], "noise"));
        }
        targetActor = network(cohort.device(), observation, width, members);
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
                observation,
                width);
        noise = new double[members * each];
        actions = new float[members * each];
        targets = new float[members * rows];
        actorGradient = new float[actions.length];
        actorLoss = new double[members];
    }

    private Network network(Device device, int observation, int width, int members) {
        return shape.common()
                .engine()
                .create(device, "actor", observation, shape.actor().network(), width, members);
    }

    NetworkLearner actor() {
        return actor;
    }

    Network targetActor() {
        return targetActor;
    }

    CriticEnsemble critics() {
        return critics;
    }

    /** Standard normal noise for the target actions of the next update, {@code [P,B,A]}, live. */
    double[] noise() {
        return noise;
    }

    /** What the critics were last trained towards, {@code [P,B]}, live. */
    float[] targets() {
        return targets;
    }

    /** Whether the actor's turn has come, after an update of the critics. */
    boolean actorIsDue() {
        return critics.learner().updates() % shape.policyDelay() == 0;
    }

    /** Updates the critics, with fresh noise. */
    void learnValues(TransitionBatch batch, boolean measure) {
        for (int p = 0; p < specs.size(); p++) {
            for (int i = p * each; i < (p + 1) * each && specs.get(p).targetNoise() > 0 && cohort.active(p); i++) {
                noise[i] = random.get(p).nextGaussian();
            }
        }
        learnValuesWithNoise(batch, measure);
    }

    /** Updates the critics, with the noise that {@link #noise} holds. */
    void learnValuesWithNoise(TransitionBatch batch, boolean measure) {
        float[] outputs = targetActor.predict(batch.nextObservations, batch.rows);
        SquashedMean.place(outputs, actions, 0, actions.length);
        for (int p = 0; p < specs.size(); p++) {
            Td3Spec spec = specs.get(p);
            SquashedMean.smooth(actions, noise, p * each, (p + 1) * each, spec.targetNoise(), spec.targetNoiseClip());
        }
        float[] future = critics.targetValues(batch.nextObservations, actions);
        for (int i = 0; i < targets.length; i++) {
            double discount = specs.get(i / batch.rows).discount();
            targets[i] = (float) (batch.rewards[i] + (batch.terminated[i] ? 0 : discount * future[i]));
        }
        critics.fit(batch.observations, batch.actions, targets, measure);
        critics.learner().synchronize();
    }

    /** Updates the actor, and moves all targets. */
    void learnPolicy(TransitionBatch batch, boolean measure) {
        float[] outputs = actor.network().forward(batch.observations, batch.rows);
        SquashedMean.place(outputs, actions, 0, actions.length);
        float[] values = critics.policyValues(batch.observations, actions, true);
        for (int p = 0; p < specs.size(); p++) {
            double sum = 0;
            for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
                sum += values[i];
            }
            actorLoss[p] = -sum / batch.rows;
        }
        SquashedMean.gradient(actions, critics.actionGradient(), actorGradient);
        actor.network().backward(actorGradient);
        actor.update(actorLoss, measure);
        actor.synchronize();
        critics.moveTargets(shape.targetRate());
        targetActor.follow(actor.network(), shape.targetRate());
    }

    /** Share of the actions of one member's last {@link #learnPolicy} that are saturated. */
    double saturation(int member) {
        return SquashedMean.saturation(actions, member * each, (member + 1) * each);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("noise", random.get(member));
        actor.save(member, to.under("actor"));
        targetActor.save(member, to.under("target_actor"));
        critics.save(member, to.under("critic"));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("noise", random.get(member));
        actor.restore(member, from.under("actor"));
        targetActor.restore(member, from.under("target_actor"));
        critics.restore(member, from.under("critic"));
    }

    @Override
    public void close() {
        actor.close();
        targetActor.close();
        critics.close();
    }
}
