package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.deeplearning4j.rl4j.agent.learning.algorithm.IUpdateAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.update.Features;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.network.CommonLabelNames;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.ITrainableNeuralNet;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.deeplearning4j.rl4j.observation.Observation;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two steps with reward 1, taken from the observations 1 and 2 and leading to 8; γ = 1/2; an observation is worth what it says,
 * as a value and as the value of action 1, while action 0 is worth 0.
 */
class NextObservationBootstrapTest {
    private static final double DISCOUNT = 0.5;

    /** Keeps the labels that it is to learn. */
    private static final class Worth implements ITrainableNeuralNet<Worth> {
        private float[] values = {};
        private float[] advantages = {};
        private float[] actionValues = {};

        @Override
        public NeuralNetOutput output(Observation observation) {
            return output(observation.getChannelData(0));
        }

        @Override
        public NeuralNetOutput output(INDArray rows) {
            float x = rows.getFloat(0);
            NeuralNetOutput output = new NeuralNetOutput();
            output.put(CommonOutputNames.ActorCritic.Value, LaneEnvironment.row(new float[] {x}));
            output.put(CommonOutputNames.QValues, LaneEnvironment.row(new float[] {0, x}));
            return output;
        }

        @Override
        public NeuralNetOutput output(Features features) {
            return output(features.get(0));
        }

        @Override
        public Gradients computeGradients(FeaturesLabels data) {
            if (data.getLabels(CommonLabelNames.QValues) != null) {
                actionValues = KeelNet.rows(data.getLabels(CommonLabelNames.QValues));
            } else {
                values = KeelNet.rows(data.getLabels(CommonLabelNames.ActorCritic.Value));
                advantages = KeelNet.rows(data.getLabels(CommonLabelNames.ActorCritic.Policy));
            }
            return new Gradients(data.getBatchSize());
        }

        @Override
        public void fit(FeaturesLabels data) {}

        @Override
        public void applyGradients(Gradients gradients) {}

        @Override
        public void copyFrom(Worth from) {}

        @Override
        public Worth clone() {
            return this;
        }

        @Override
        public void reset() {}

        @Override
        public boolean isRecurrent() {
            return false;
        }
    }

    private final Worth net = new Worth();
    private final AdvantageActorCritic actorCritic = new AdvantageActorCritic(
            net, 2, AdvantageActorCritic.Configuration.builder().gamma(DISCOUNT).build());
    private final NStepQLearning nStep = new NStepQLearning(
            net, net, 2, NStepQLearning.Configuration.builder().gamma(DISCOUNT).build());

    private static Observation at(float x) {
        return new Observation(LaneEnvironment.row(new float[] {x}));
    }

    private static List<StateActionReward<Integer>> steps(boolean terminal) {
        return List.of(new StateActionReward<>(at(1), 1, 1, false), new StateActionReward<>(at(2), 0, 1, terminal));
    }

    private static NextObservationBootstrap around(IUpdateAlgorithm<Gradients, StateActionReward<Integer>> algorithm) {
        return new NextObservationBootstrap(
                algorithm,
                DISCOUNT,
                () -> at(8),
                observation -> observation.getChannelData(0).getDouble(0));
    }

    /** R_1 = 1 + V(2) / 2 = 2 and R_0 = 1 + R_1 / 2 = 2: the last reward is followed by the value of where it came from. */
    @Test
    void byItselfActorCriticCountsOnTheObservationBeforeTheLastStep() {
        actorCritic.compute(steps(false));
        assertArrayEquals(new float[] {2, 2}, net.values);
        assertArrayEquals(new float[] {0, 1, 0, 0}, net.advantages);
    }

    /** R_1 = 1 + V(8) / 2 = 5 and R_0 = 1 + R_1 / 2 = 3.5; advantages 3.5 - 1 for action 1, then 5 - 2 for action 0. */
    @Test
    void actorCriticCountsOnTheObservationAfterTheLastStep() {
        around(actorCritic).compute(steps(false));
        assertArrayEquals(new float[] {3.5f, 5}, net.values);
        assertArrayEquals(new float[] {0, 2.5f, 3, 0}, net.advantages);
    }

    /** Nothing follows: R_1 = 1 and R_0 = 1.5, with and without. */
    @Test
    void nothingFollowsTheEndOfTheTask() {
        around(actorCritic).compute(steps(true));
        assertArrayEquals(new float[] {1.5f, 1}, net.values);
        actorCritic.compute(steps(true));
        assertArrayEquals(new float[] {1.5f, 1}, net.values);
    }

    /** The same returns as labels of the actions taken; the other actions keep their values. */
    @Test
    void nStepQLearningTheSame() {
        nStep.compute(steps(false));
        assertArrayEquals(new float[] {0, 2, 2, 2}, net.actionValues);
        around(nStep).compute(steps(false));
        assertArrayEquals(new float[] {0, 3.5f, 5, 2}, net.actionValues);
        around(nStep).compute(steps(true));
        assertArrayEquals(new float[] {0, 1.5f, 1, 2}, net.actionValues);
    }
}
