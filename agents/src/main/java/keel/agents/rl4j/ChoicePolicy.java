package keel.agents.rl4j;

import org.deeplearning4j.rl4j.learning.IHistoryProcessor;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.INeuralNetPolicy;
import org.deeplearning4j.rl4j.space.ActionSpace;
import org.deeplearning4j.rl4j.space.Encodable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A policy over numbered actions for RL4J's agents. */
public interface ChoicePolicy extends INeuralNetPolicy<Integer> {
    /**
     * The action for an observation {@code [1,observation]}.
     *
     * @deprecated as in RL4J: give an {@code Observation}
     */
    @Override
    @Deprecated
    default Integer nextAction(INDArray input) {
        return nextAction(new Observation(input));
    }

    @Override
    default void reset() {
        getNeuralNet().reset();
    }

    /**
     * Belongs to RL4J's older half, which needs libraries that Keel leaves out.
     *
     * @deprecated as in RL4J: run an {@code Agent}
     */
    @Override
    @Deprecated
    default <O extends Encodable, AS extends ActionSpace<Integer>> double play(
            MDP<O, Integer, AS> mdp, IHistoryProcessor history) {
        throw new UnsupportedOperationException(
                "play(MDP, IHistoryProcessor) belongs to RL4J's older half; run an Agent with this policy and an Environment instead");
    }
}
