package keel.agents.replay;

/** Transitions of every member, in live arrays that are filled again and again. */
public final class TransitionBatch {
    /** B, transitions of each member. */
    public final int rows;
    /** {@code [P,B,observation]}. */
    public final float[] observations;
    /** {@code [P,B,observation]}. */
    public final float[] nextObservations;
    /** {@code [P,B,A]}. */
    public final float[] actions;
    /** {@code [P,B]}. */
    public final float[] rewards;
    /** {@code [P,B]}: nothing follows. */
    public final boolean[] terminated;

    public TransitionBatch(int members, int rows, int observationSize, int actionWidth) {
        this.rows = rows;
        observations = new float[members * rows * observationSize];
        nextObservations = new float[observations.length];
        actions = new float[members * rows * actionWidth];
        rewards = new float[members * rows];
        terminated = new boolean[members * rows];
    }
}
