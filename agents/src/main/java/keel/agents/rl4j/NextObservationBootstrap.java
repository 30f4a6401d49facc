package keel.agents.rl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.rl4j.agent.learning.algorithm.IUpdateAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.update.Gradients;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.observation.Observation;

/**
 * Lets RL4J's n-step algorithms count on the observation that the last step led to. By themselves they count on the one that the
 * last step was taken from, so that its reward is followed by its own value.
 *
 * <p>The value of the next observation is added to the last reward, discounted, and the step is told to be terminal: then RL4J
 * adds nothing of its own, and its returns are {@code r_t + γ r_{t+1} + … + γ^n V(s_{t+n})}. A step that did end the task stays
 * as it is.
 */
final class NextObservationBootstrap implements IUpdateAlgorithm<Gradients, StateActionReward<Integer>> {
    private final IUpdateAlgorithm<Gradients, StateActionReward<Integer>> algorithm;
    private final double discount;
    private final Supplier<Observation> next;
    private final ToDoubleFunction<Observation> value;

    /**
     * Around an algorithm.
     *
     * @param next what the last step led to, at the time of the update
     * @param value what is expected from an observation on
     */
    NextObservationBootstrap(
            IUpdateAlgorithm<Gradients, StateActionReward<Integer>> algorithm,
            double discount,
            Supplier<Observation> next,
            ToDoubleFunction<Observation> value) {
        this.algorithm = algorithm;
        this.discount = discount;
        this.next = next;
        this.value = value;
    }

    @Override
    public Gradients compute(List<StateActionReward<Integer>> batch) {
        StateActionReward<Integer> last = batch.get(batch.size() - 1);
        if (last.isTerminal()) {
            return algorithm.compute(batch);
        }
        List<StateActionReward<Integer>> closed = new ArrayList<>(batch);
        double reward = last.getReward() + discount * value.applyAsDouble(next.get());
        closed.set(batch.size() - 1, new StateActionReward<>(last.getObservation(), last.getAction(), reward, true));
        return algorithm.compute(closed);
    }
}
