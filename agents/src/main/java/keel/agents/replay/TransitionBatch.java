package keel.agents.replay;

import java.util.Arrays;

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
    /** {@code [P,B]}: of a transition over several steps the discounted sum. */
    public final float[] rewards;
    /** {@code [P,B]}: nothing follows. */
    public final boolean[] terminated;
    /** {@code [P,B]}: steps of the environment from observation to next observation; what follows is discounted as often. */
    public final int[] steps;
    /** {@code [P,B]}: importance weights, in (0, 1]; all 1 where every transition is as likely as any other. */
    public final float[] weights;
    /** {@code [P,B]}: how wrong the learner found itself, written by it for {@link ReplayBuffer#judge}. */
    public final float[] errors;

    /** {@code [P,B]}: the buffer's row of each. */
    final int[] drawn;

    public TransitionBatch(int members, int rows, int observationSize, int actionWidth) {
        this.rows = rows;
        observations = new float[members * rows * observationSize];
        nextObservations = new float[observations.length];
        actions = new float[members * rows * actionWidth];
        rewards = new float[members * rows];
        terminated = new boolean[members * rows];
        steps = new int[members * rows];
        weights = new float[members * rows];
        Arrays.fill(weights, 1f);
        errors = new float[members * rows];
        drawn = new int[members * rows];
    }
}
