package keel.agents.rl4j;

import java.util.HashMap;
import java.util.Map;
import keel.agents.EnvironmentSpec;
import keel.agents.Lanes;
import keel.env.EnvProvider;
import keel.training.Cohort;
import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.environment.Environment;
import org.deeplearning4j.rl4j.environment.Schema;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Keel environment, native or remote, as RL4J's {@code Environment}. Observations come in one channel, {@link #CHANNEL}, as
 * {@code [1,observation]} of float32.
 *
 * <p>RL4J knows one end of an episode. Here a result is terminal only if the task itself ended; an episode that was cut off ends
 * too, {@link #isEpisodeFinished}, but its last result is not terminal, so RL4J's algorithms go on counting on what comes after.
 */
public final class LaneEnvironment implements Environment<Integer> {
    /** Name of the channel that holds the observation. */
    public static final String CHANNEL = "observation";

    private final Lanes lanes;
    private final RandomStream seeds;
    private final Schema<Integer> schema;
    private final float[] action = new float[1];
    private Lanes.EpisodeListener listener = (member, lane, episodeReturn, length) -> {};
    /** Whether the lane stands where an episode begins, or where a restored run goes on. */
    private boolean ready = true;

    private boolean finished;

    /**
     * Takes over one lane of one member and starts its first episode.
     *
     * @param seeds gives the seed of an episode that is begun before the last one ended
     * @throws keel.env.EnvException if its actions are not Discrete
     */
    LaneEnvironment(Lanes lanes, String algorithm, RandomStream seeds, RandomStream randomActions) {
        this.lanes = lanes;
        this.seeds = seeds;
        schema = new Schema<>(new StreamActions(lanes.requireChoice(algorithm).options(), randomActions));
        lanes.reset(0, seeds);
    }

    /**
     * Opens an environment for a user of RL4J.
     *
     * @param id Gymnasium's name, such as {@code CartPole-v1}
     * @param seed decides all episodes, and the schema's random actions
     * @throws keel.env.EnvException if it cannot be had, or its actions are not Discrete
     */
    public static LaneEnvironment open(EnvProvider provider, String id, Map<String, Object> arguments, long seed) {
        EnvironmentSpec spec = new EnvironmentSpec(id, arguments, 1);
        Lanes lanes = new Lanes(provider, spec, new double[] {1}, new Cohort(1));
        try {
            return new LaneEnvironment(
                    lanes, "RL4J", RandomStream.named(seed, "environment"), RandomStream.named(seed, "exploration"));
        } catch (RuntimeException e) {
            lanes.close();
            throw e;
        }
    }

    /** The transform that makes RL4J's observations of this environment's channel: none. */
    public static TransformProcess transform() {
        return TransformProcess.builder().build(CHANNEL);
    }

    /** Floats in one observation. */
    public int observationSize() {
        return lanes.observationSize();
    }

    void onEpisode(Lanes.EpisodeListener to) {
        listener = to;
    }

    /** Has the next {@link #reset} show where the lane stands now, in the middle of an episode. */
    void goOnFromHere() {
        ready = true;
        finished = false;
    }

    /** Whether an episode is under way. */
    boolean underWay() {
        return !ready;
    }

    @Override
    public Schema<Integer> getSchema() {
        return schema;
    }

    /** Begins an episode. Where the last one ended the lane has begun a new one by itself. */
    @Override
    public Map<String, Object> reset() {
        if (!ready) {
            lanes.reset(0, seeds);
        }
        ready = true;
        finished = false;
        return channels(lanes.observations());
    }

    @Override
    public StepResult step(Integer chosen) {
        if (finished) {
            throw new IllegalStateException("the episode is over; reset the environment before the next step");
        }
        action[0] = chosen;
        lanes.step(0, action, listener);
        boolean terminated = lanes.terminated()[0];
        finished = terminated || lanes.truncated()[0];
        ready = finished;
        return new StepResult(channels(lanes.nextObservations()), lanes.rewards()[0], terminated);
    }

    @Override
    public boolean isEpisodeFinished() {
        return finished;
    }

    /** What the last step led to: of an ended episode its last observation. */
    Observation next() {
        return new Observation(row(lanes.nextObservations()));
    }

    /** What the last step led to, live. */
    float[] nextRow() {
        return lanes.nextObservations();
    }

    private static Map<String, Object> channels(float[] observation) {
        Map<String, Object> channels = new HashMap<>();
        channels.put(CHANNEL, row(observation));
        return channels;
    }

    static INDArray row(float[] values) {
        return Nd4j.createFromArray(values).reshape(1, values.length);
    }

    @Override
    public void close() {
        lanes.close();
    }
}
