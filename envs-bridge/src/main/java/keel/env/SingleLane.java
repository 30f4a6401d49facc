package keel.env;

import java.util.OptionalLong;

/** A vector environment of one lane without its lane axis. */
final class SingleLane implements Env {
    private static final long[] NO_SEEDS = {};

    private final VectorEnv vector;
    private final int[] observationShape;
    private final int[] batchedActionShape;

    SingleLane(VectorEnv vector) {
        if (vector.lanes() != 1 || vector.autoreset() != AutoresetMode.DISABLED) {
            throw new EnvException("A single-lane Env needs a vector environment of 1 lane in mode DISABLED, but got "
                    + vector.lanes() + " in mode " + vector.autoreset() + ". Open it so.");
        }
        this.vector = vector;
        this.observationShape = vector.observationSpace().shape();
        int[] actionShape = vector.actionSpace().shape();
        this.batchedActionShape = new int[actionShape.length + 1];
        batchedActionShape[0] = 1;
        System.arraycopy(actionShape, 0, batchedActionShape, 1, actionShape.length);
    }

    @Override
    public Space observationSpace() {
        return vector.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return vector.actionSpace();
    }

    @Override
    public Tensor reset(OptionalLong seed) {
        long[] seeds = seed.isPresent() ? new long[] {seed.getAsLong()} : NO_SEEDS;
        return vector.reset(seeds).reshape(observationShape);
    }

    @Override
    public Step step(Tensor action) {
        VectorStep step = vector.step(action.reshape(batchedActionShape));
        return new Step(
                step.observations().reshape(observationShape),
                step.rewards()[0],
                step.terminated()[0],
                step.truncated()[0]);
    }

    @Override
    public void close() {
        vector.close();
    }
}
