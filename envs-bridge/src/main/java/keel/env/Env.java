package keel.env;

import java.util.OptionalLong;

/** One lane of an environment: Gymnasium's {@code Env}. Belongs to one thread. */
public interface Env extends AutoCloseable {
    Space observationSpace();

    Space actionSpace();

    /**
     * Starts an episode.
     *
     * @param seed not negative, as Gymnasium's {@code reset(seed=…)}; empty keeps the random stream going
     * @return the first observation, a live buffer that is valid until the next call
     */
    Tensor reset(OptionalLong seed);

    /**
     * Goes on by one step.
     *
     * @param action of the action space's element type and shape; for Discrete an int64 scalar (shape {@code []})
     * @throws RefusedException if the action does not fit, or no episode is going on
     */
    Step step(Tensor action);

    @Override
    void close();

    /**
     * The single lane of a vector environment, which closing this closes too.
     *
     * @param vector of one lane, in mode {@link AutoresetMode#DISABLED}
     */
    static Env of(VectorEnv vector) {
        return new SingleLane(vector);
    }
}
