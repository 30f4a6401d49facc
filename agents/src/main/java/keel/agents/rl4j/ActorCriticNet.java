package keel.agents.rl4j;

import java.util.function.DoubleSupplier;
import keel.training.NetworkLearner;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.network.CommonGradientNames;
import org.deeplearning4j.rl4j.network.CommonLabelNames;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.ITrainableNeuralNet;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;

/**
 * Actor and critic, each with a rate, optimiser, clipping and guard of its own, for RL4J to train.
 *
 * <p>RL4J's labels are n-step returns R for the critic, and for the actor the advantage A at the action taken, 0 elsewhere. With
 * {@link PolicyLoss} the losses are the means over the batch of {@code (V - R)² / 2} and of {@code -A log π(a) - β H}.
 */
public final class ActorCriticNet extends KeelNet implements ITrainableNeuralNet<ActorCriticNet> {
    private final NetworkLearner actor;
    private final NetworkLearner critic;
    private final int telemetryEveryUpdates;
    private final PolicyLoss policyLoss;
    private final ValueLoss valueLoss = new ValueLoss();

    /**
     * Networks of one member.
     *
     * @param entropyWeight β, asked at every update; RL4J's own loss has it fixed at 0.01
     */
    ActorCriticNet(
            NetworkLearner actor, NetworkLearner critic, DoubleSupplier entropyWeight, int telemetryEveryUpdates) {
        this.actor = actor;
        this.critic = critic;
        this.telemetryEveryUpdates = telemetryEveryUpdates;
        policyLoss = new PolicyLoss(actor.network().outputs(), entropyWeight);
    }

    /** Entropy of the policy in nats, a mean over the last batch. */
    double entropy() {
        return policyLoss.entropy();
    }

    /** Share of the returns' variance that the critic explained in the last batch. */
    double explainedVariance() {
        return valueLoss.explainedVariance();
    }

    @Override
    NeuralNetOutput evaluate(float[] rows, int batch) {
        float[] probabilities = actor.network().predict(rows, batch).clone();
        Choices.softmax(probabilities, actor.network().outputs());
        NeuralNetOutput output = new NeuralNetOutput();
        output.put(CommonOutputNames.ActorCritic.Value, array(critic.network().predict(rows, batch), batch));
        output.put(CommonOutputNames.ActorCritic.Policy, array(probabilities, batch));
        return output;
    }

    @Override
    public void fit(FeaturesLabels data) {
        applyGradients(computeGradients(data));
    }

    @Override
    public Gradients computeGradients(FeaturesLabels data) {
        int batch = (int) data.getBatchSize();
        float[] observations = rows(data.getFeatures().get(0));
        float[] returns = rows(data.getLabels(CommonLabelNames.ActorCritic.Value));
        float[] advantages = rows(data.getLabels(CommonLabelNames.ActorCritic.Policy));
        critic.network().zeroGradients();
        critic.network().backward(valueLoss.gradient(critic.network().forward(observations, batch), returns));
        actor.network().zeroGradients();
        actor.network().backward(policyLoss.gradient(actor.network().forward(observations, batch), advantages));
        Gradients gradients = new Gradients(batch);
        gradients.putGradient(CommonGradientNames.ActorCritic.Value, LearnerGradient.take(critic));
        gradients.putGradient(CommonGradientNames.ActorCritic.Policy, LearnerGradient.take(actor));
        return gradients;
    }

    @Override
    public void applyGradients(Gradients gradients) {
        LearnerGradient.put(critic, gradients.getGradient(CommonGradientNames.ActorCritic.Value));
        LearnerGradient.put(actor, gradients.getGradient(CommonGradientNames.ActorCritic.Policy));
        boolean measure = actor.updates() % telemetryEveryUpdates == 0;
        critic.update(valueLoss.losses(), measure);
        actor.update(policyLoss.losses(), measure);
        critic.synchronize();
        actor.synchronize();
        changed();
    }

    @Override
    public void copyFrom(ActorCriticNet from) {
        actor.network().follow(from.actor.network(), 1);
        critic.network().follow(from.critic.network(), 1);
        changed();
    }

    /** Networks have one clock and one rate each, so they train in one place: RL4J's several threads are not supported. */
    @Override
    public ActorCriticNet clone() {
        throw new UnsupportedOperationException(
                "Keel networks have one clock each and train in one place; use RL4J's single-threaded trainer");
    }
}
