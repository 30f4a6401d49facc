package keel.env;

/**
 * Lanes of one environment, stepped together. Belongs to one thread.
 *
 * <p>What comes back is valid until the next call on this environment, which may reuse it: copy what you keep.
 */
public interface VectorEnv extends AutoCloseable {
    int lanes();

    AutoresetMode autoreset();

    /** Space of one lane's observation. */
    Space observationSpace();

    /** Space of one lane's action. */
    Space actionSpace();

    EnvSpec spec();

    /**
     * Starts an episode in every lane, or in some.
     *
     * @throws RefusedException if the request does not fit; see {@link ResetRequest#check}
     */
    VectorReset reset(ResetRequest request);

    /** Starts an episode in every lane, with one seed each or none, and gives the observations. */
    default Batch reset(long... seeds) {
        return reset(ResetRequest.seeded(seeds)).observations();
    }

    /**
     * Steps every lane.
     *
     * @param actions of every lane
     * @throws RefusedException if they are no batch of the action space, or an episode that ended has to be reset first
     */
    VectorStep step(Batch actions);

    /** As {@link #step(Batch)} for actions that are one array, {@code [lanes, ...]}; for Discrete, int64 {@code [lanes]}. */
    default VectorStep step(Tensor actions) {
        return step(Batch.of(actions));
    }

    /**
     * Draws one lane as it is now.
     *
     * @return a PNG file
     * @throws RefusedException if the environment was not opened for rendering, or cannot be rendered
     */
    default byte[] render(int lane) {
        throw RefusedException.of(
                RefusedException.Reason.FAILED_PRECONDITION,
                "render",
                "This environment was not opened for rendering, or cannot be rendered. Ask for it when opening, if its"
                        + " spec has render modes.");
    }

    @Override
    void close();
}
