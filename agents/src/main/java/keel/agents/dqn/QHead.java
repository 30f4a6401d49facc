package keel.agents.dqn;

/** How the outputs of a network become values of actions, {@code [rows,actions,N]}. */
interface QHead {
    /** Outputs that the network needs. */
    int outputs();

    /**
     * Values of every action.
     *
     * @param outputs {@code [rows,outputs]}
     * @return {@code [rows,actions,N]} or longer, live until the next call, or the outputs themselves
     */
    float[] values(float[] outputs, int rows);

    /**
     * The gradient by the outputs.
     *
     * @param byValues of a loss by the values, {@code [rows,actions,N]}
     * @return {@code [rows,outputs]}, live until the next call, or what was given
     */
    float[] outputGradient(float[] byValues, int rows);

    static QHead of(boolean dueling, int actions, int atoms) {
        return dueling ? new DuelingHead(actions, atoms) : new PlainHead(actions * atoms);
    }
}
