package keel.env;

/**
 * Lanes of one environment, stepped together. Belongs to one thread.
 *
 * <p>Tensors that come back are valid until the next call on this environment, which may reuse them: copy what you keep.
 */
public interface VectorEnv extends AutoCloseable {
    int lanes();

    AutoresetMode autoreset();

    /** Space of one lane's observation. */
    Space observationSpace();

    /** Space of one lane's action. */
    Space actionSpace();

    /**
     * Starts an episode in every lane.
     *
     * @param seeds one non-negative seed a lane, as Gymnasium's {@code reset(seed=[...])}; empty keeps each lane's random
     *     stream going
     * @return observations, {@code [lanes, ...]}
     */
    Tensor reset(long[] seeds);

    /**
     * Starts an episode in some lanes: what mode {@link AutoresetMode#DISABLED} needs (Gymnasium's {@code reset_mask}).
     *
     * @param seeds as in {@link #reset(long[])}; those of lanes that are not reset are ignored
     * @param lanes one a lane, at least one of them true; every lane must have been reset before
     * @return observations, {@code [lanes, ...]}; a lane that was not reset shows its latest one
     */
    default Tensor reset(long[] seeds, boolean[] lanes) {
        for (boolean lane : lanes) {
            if (!lane) {
                throw new EnvException("This environment cannot reset single lanes; reset all of them.");
            }
        }
        return reset(seeds);
    }

    /**
     * Steps every lane.
     *
     * @param actions {@code [lanes, ...]} of the action space's element type; for Discrete, int64 {@code [lanes]}
     */
    VectorStep step(Tensor actions);

    @Override
    void close();
}
