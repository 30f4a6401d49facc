package keel.agents.rl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import keel.agents.replay.ReplayBuffer;
import keel.agents.replay.TransitionBatch;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.experience.ExperienceHandler;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;

/**
 * Keeps transitions in a {@link ReplayBuffer}, drawn from by a stream of the run's seed, and saved in checkpoints. RL4J's own
 * handler updates at every step and once more at an episode's end, and its memory cannot be saved.
 */
final class ReplayHandler implements ExperienceHandler<Integer, StateActionRewardState<Integer>> {
    private final ReplayBuffer buffer;
    private final TransitionBatch batch;
    private final long learningStarts;
    private final int trainEveryEnvSteps;
    private final Supplier<float[]> next;
    private final RandomStream random;
    private final float[] action = new float[1];
    private final int size;
    private long steps;
    private boolean due;

    /**
     * An empty memory.
     *
     * @param learningStarts steps before the first update
     * @param trainEveryEnvSteps steps between two updates
     * @param next what the last step led to
     */
    ReplayHandler(
            int capacity,
            int rows,
            int observationSize,
            long learningStarts,
            int trainEveryEnvSteps,
            Supplier<float[]> next,
            RandomStream random) {
        buffer = new ReplayBuffer(capacity, observationSize, 1);
        batch = new TransitionBatch(1, rows, observationSize, 1);
        size = observationSize;
        this.learningStarts = learningStarts;
        this.trainEveryEnvSteps = trainEveryEnvSteps;
        this.next = next;
        this.random = random;
    }

    @Override
    public void addExperience(Observation observation, Integer chosen, double reward, boolean terminal) {
        action[0] = chosen;
        buffer.add(KeelNet.rows(observation.getChannelData(0)), 0, action, 0, reward, next.get(), 0, terminal);
        steps++;
        due = steps >= learningStarts && steps % trainEveryEnvSteps == 0;
    }

    @Override
    public void setFinalObservation(Observation observation) {}

    @Override
    public int getTrainingBatchSize() {
        return batch.rows;
    }

    @Override
    public boolean isTrainingBatchReady() {
        return due;
    }

    @Override
    public List<StateActionRewardState<Integer>> generateTrainingBatch() {
        due = false;
        buffer.sample(random, 0, batch);
        List<StateActionRewardState<Integer>> transitions = new ArrayList<>(batch.rows);
        for (int i = 0; i < batch.rows; i++) {
            StateActionRewardState<Integer> transition = new StateActionRewardState<>(
                    observation(batch.observations, i), (int) batch.actions[i], batch.rewards[i], batch.terminated[i]);
            transition.setNextObservation(observation(batch.nextObservations, i));
            transitions.add(transition);
        }
        return transitions;
    }

    private Observation observation(float[] rows, int i) {
        return new Observation(LaneEnvironment.row(Arrays.copyOfRange(rows, i * size, (i + 1) * size)));
    }

    @Override
    public void reset() {}

    void save(StateWriter to) {
        to.put("steps", steps);
        to.put("random", random);
        buffer.save(to.under("buffer"));
    }

    void restore(StateReader from) {
        steps = from.whole("steps");
        from.get("random", random);
        buffer.restore(from.under("buffer"));
    }
}
