package keel.agents.onpolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import keel.agents.OnPolicySpec;
import keel.agents.policy.Policy;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.FeatureShape;
import keel.training.network.Initializer;
import keel.training.network.LayerSpec;
import keel.training.network.Network;
import keel.training.network.NetworkSpec;
import keel.training.network.RowTable;
import keel.training.random.RandomStream;

/**
 * The networks of a cohort: actor and critic, what both read where there is a trunk, and the policy's log standard deviations
 * where it has any.
 */
final class ActorCritic implements MemberState, AutoCloseable {
    private final List<OnPolicySpec> specs;
    private final long[] seeds;
    private final Cohort cohort;
    private final Optional<NetworkLearner> trunk;
    private final NetworkLearner actor;
    private final NetworkLearner critic;
    private final Optional<NetworkLearner> logStd;
    /** Input of the network without one, {@code [P, 1]}. */
    private final float[] nothing;

    private float[] featureGradient = {};
    private float[] policyOutputs = {};
    private float[] values = {};
    private float[] free = {};

    ActorCritic(List<OnPolicySpec> specs, long[] seeds, int observationSize, Policy policy, Cohort cohort) {
        this.specs = specs;
        this.seeds = seeds;
        this.cohort = cohort;
        nothing = new float[specs.size()];
        double hiddenGain = Math.sqrt(2);
        trunk = specs.get(0).actorCritic().trunk().map(own -> {
            int features = features(own.network(), observationSize);
            return learner(
                    ActorCriticSpec.TRUNK,
                    spec -> spec.actorCritic().trunk().orElseThrow(),
                    observationSize,
                    features,
                    hiddenGain);
        });
        int width = trunk.map(t -> t.network().outputs()).orElse(observationSize);
        actor = learner(ActorCriticSpec.ACTOR, spec -> spec.actorCritic().actor(), width, policy.outputs(), 0.01);
        critic = learner(ActorCriticSpec.CRITIC, spec -> spec.actorCritic().critic(), width, 1, 1);
        logStd = policy.freeParameters() == 0 ? Optional.empty() : Optional.of(logStd(policy.freeParameters()));
    }

    /** Width of what the last layer gives. */
    private static int features(NetworkSpec network, int inputs) {
        FeatureShape at = network.input().orElseGet(() -> new FeatureShape.Flat(inputs));
        for (LayerSpec layer : network.layers()) {
            at = layer.output(at);
        }
        return at.size();
    }

    private NetworkLearner learner(
            String name, Function<OnPolicySpec, NetworkTraining> training, int inputs, int outputs, double outputGain) {
        OnPolicySpec shape = specs.get(0);
        Network network = shape.common()
                .engine()
                .create(cohort.device(), name, inputs, training.apply(shape).network(), outputs, specs.size());
        for (int p = 0; p < specs.size(); p++) {
            network.initialize(
                    p,
                    new Initializer.Orthogonal(Math.sqrt(2), outputGain),
                    RandomStream.named(seeds[p], "network/" + name));
        }
        return new NetworkLearner(name, network, specs.stream().map(training).toList(), cohort);
    }

    /** Only the biases of the last {@code width} parameters ever count: the input is 0. */
    private NetworkLearner logStd(int width) {
        NetworkLearner learner = learner(
                ActorCriticSpec.LOG_STD,
                spec -> spec.actorCritic().spread().orElseThrow().training(),
                1,
                width,
                1);
        int n = learner.network().parameterCount();
        for (int p = 0; p < specs.size(); p++) {
            float initial =
                    (float) specs.get(p).actorCritic().spread().orElseThrow().initial();
            Arrays.fill(learner.network().parameters(), p * n, (p + 1) * n - width, 0f);
            Arrays.fill(learner.network().parameters(), (p + 1) * n - width, (p + 1) * n, initial);
        }
        learner.network().parametersChanged();
        return learner;
    }

    NetworkLearner actor() {
        return actor;
    }

    /** In the order of their names. */
    List<NetworkLearner> learners() {
        List<NetworkLearner> all = new ArrayList<>(List.of(actor, critic));
        logStd.ifPresent(all::add);
        trunk.ifPresent(all::add);
        return all;
    }

    private float[] predictFeatures(float[] observations, int batch) {
        return trunk.isPresent() ? trunk.get().network().predict(observations, batch) : observations;
    }

    /** What the policy's distribution is made of, {@code [P,B,outputs]}, live. */
    float[] predictPolicy(float[] observations, int batch) {
        return actor.network().predict(predictFeatures(observations, batch), batch);
    }

    /** {@code [P,B]}, live. */
    float[] predictValues(float[] observations, int batch) {
        return critic.network().predict(predictFeatures(observations, batch), batch);
    }

    /** The policy's free parameters, {@code [P, free]}, live. */
    float[] predictFree() {
        return logStd.isPresent() ? logStd.get().network().predict(nothing, 1) : nothing;
    }

    /** The training pass over the chosen rows; {@link #policyOutputs}, {@link #values} and {@link #free} are what came of it. */
    void forward(RowTable observations) {
        if (trunk.isPresent()) {
            int batch = observations.batch();
            float[] features = trunk.get().network().forward(observations);
            policyOutputs = actor.network().forward(features, batch);
            values = critic.network().forward(features, batch);
        } else {
            policyOutputs = actor.network().forward(observations);
            values = critic.network().forward(observations);
        }
        free = logStd.isPresent() ? logStd.get().network().forward(nothing, 1) : nothing;
    }

    float[] policyOutputs() {
        return policyOutputs;
    }

    float[] values() {
        return values;
    }

    float[] free() {
        return free;
    }

    /** Adds to every network's gradients; the trunk's is of the sum of both losses. */
    void backward(float[] policyGradient, float[] valueGradient, float[] freeGradient) {
        if (trunk.isPresent()) {
            float[] byActor = actor.network().backwardToInput(policyGradient);
            float[] byCritic = critic.network().backwardToInput(valueGradient);
            if (featureGradient.length != byActor.length) {
                featureGradient = new float[byActor.length];
            }
            for (int i = 0; i < featureGradient.length; i++) {
                featureGradient[i] = byActor[i] + byCritic[i];
            }
            trunk.get().network().backward(featureGradient);
        } else {
            actor.network().backward(policyGradient);
            critic.network().backward(valueGradient);
        }
        if (logStd.isPresent()) {
            logStd.get().network().backward(freeGradient);
        }
    }

    /**
     * One update of every network.
     *
     * @param joint what the trunk's gradient is the gradient of
     * @param paused members whose update is left out
     */
    void update(double[] actorLoss, double[] criticLoss, double[] joint, boolean[] paused, boolean measure) {
        critic.update(criticLoss, measure, paused);
        actor.update(actorLoss, measure, paused);
        if (logStd.isPresent()) {
            logStd.get().update(actorLoss, measure, paused);
        }
        if (trunk.isPresent()) {
            trunk.get().update(joint, measure, paused);
        }
        critic.synchronize(paused);
        actor.synchronize(paused);
        if (logStd.isPresent()) {
            logStd.get().synchronize(paused);
        }
        if (trunk.isPresent()) {
            trunk.get().synchronize(paused);
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        learners().forEach(learner -> learner.save(member, to.under(learner.name())));
    }

    @Override
    public void restore(int member, StateReader from) {
        learners().forEach(learner -> learner.restore(member, from.under(learner.name())));
    }

    @Override
    public void close() {
        learners().forEach(NetworkLearner::close);
    }
}
