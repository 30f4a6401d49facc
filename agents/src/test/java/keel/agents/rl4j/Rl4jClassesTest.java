package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.rl4j.agent.Agent;
import org.deeplearning4j.rl4j.agent.AgentLearner;
import org.deeplearning4j.rl4j.agent.learning.algorithm.IUpdateAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.BaseTransitionTDAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.DoubleDQN;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.behavior.LearningBehavior;
import org.deeplearning4j.rl4j.agent.learning.update.Features;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesBuilder;
import org.deeplearning4j.rl4j.agent.learning.update.FeaturesLabels;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.agent.learning.update.UpdateRule;
import org.deeplearning4j.rl4j.agent.learning.update.updater.INeuralNetUpdater;
import org.deeplearning4j.rl4j.environment.Environment;
import org.deeplearning4j.rl4j.environment.IActionSchema;
import org.deeplearning4j.rl4j.environment.IntegerActionSchema;
import org.deeplearning4j.rl4j.environment.Schema;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.experience.ExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.network.IOutputNeuralNet;
import org.deeplearning4j.rl4j.network.ITrainableNeuralNet;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.deeplearning4j.rl4j.policy.ACPolicy;
import org.deeplearning4j.rl4j.policy.EpsGreedy;
import org.deeplearning4j.rl4j.policy.INeuralNetPolicy;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.deeplearning4j.rl4j.trainer.SyncTrainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rl4jClassesTest {
    /** What RL4J was built against is left out; a signature with a class that is missing would throw here. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                ACPolicy.class,
                AdvantageActorCritic.class,
                Agent.class,
                AgentLearner.class,
                BaseTransitionTDAlgorithm.class,
                DoubleDQN.class,
                Environment.class,
                EpsGreedy.class,
                ExperienceHandler.class,
                Features.class,
                FeaturesBuilder.class,
                FeaturesLabels.class,
                Gradients.class,
                IActionSchema.class,
                INeuralNetPolicy.class,
                INeuralNetUpdater.class,
                IOutputNeuralNet.class,
                IPolicy.class,
                ITrainableNeuralNet.class,
                IUpdateAlgorithm.class,
                IntegerActionSchema.class,
                LearningBehavior.class,
                NStepQLearning.class,
                NeuralNetOutput.class,
                Observation.class,
                Schema.class,
                StateActionExperienceHandler.class,
                StateActionReward.class,
                StateActionRewardState.class,
                StepResult.class,
                SyncTrainer.class,
                TransformProcess.class,
                UpdateRule.class
            })
    void everyClassUsedLoadsWithoutWhatItWasBuiltAgainst(Class<?> used) {
        Class<?> loaded = assertDoesNotThrow(() -> Class.forName(used.getName(), true, used.getClassLoader()));
        assertTrue(loaded.getDeclaredMethods().length + loaded.getDeclaredFields().length > 0);
        assertTrue(loaded.isInterface() || loaded.getDeclaredConstructors().length > 0);
    }
}
