package keel.agents.dqn;

/** Outputs that are the values themselves. */
record PlainHead(int outputs) implements QHead {
    @Override
    public float[] values(float[] outputs, int rows) {
        return outputs;
    }

    @Override
    public float[] outputGradient(float[] byValues, int rows) {
        return byValues;
    }
}
