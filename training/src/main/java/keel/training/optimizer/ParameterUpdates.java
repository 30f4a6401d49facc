package keel.training.optimizer;

import keel.training.checkpoint.MemberState;

/**
 * Changes the parameters of the members of one network by their gradients, wherever both live: clipping, the optimiser's
 * steps, and how long they were. Every call is about some members, given as {@code boolean[P]}, and changes nothing of others.
 *
 * <p>One iteration is {@link #clip} and {@link #step}; where the optimiser {@link #extrapolates}, {@link #clip} and {@link
 * #extrapolate} come before it. {@link #synchronize} ends it once all networks that train together have stepped.
 */
public interface ParameterUpdates extends MemberState {
    /** Whether {@link #extrapolate} must come before every {@link #step}. */
    boolean extrapolates();

    /**
     * Clips gradients in place.
     *
     * @param norms takes the 2-norms before clipping
     * @param clippedNorms takes those afterwards
     */
    void clip(boolean[] which, double[] norms, double[] clippedNorms);

    /**
     * Moves parameters to the point ahead where the gradients for {@link #step} are to be taken.
     *
     * @param sizes by member; of members that are not chosen any
     */
    void extrapolate(boolean[] which, StepSize[] sizes);

    /** Takes a member back from the point ahead, if it is there: for one that will not step. */
    void retract(int member);

    /** Forgets what a warm restart of this member's rate asks for. */
    void reset(int member, RestartReset what);

    /**
     * One step of the optimiser.
     *
     * @param sizes by member; of members that are not chosen any
     */
    void step(boolean[] which, StepSize[] sizes);

    /**
     * One step, and how far it went.
     *
     * @param measured the members to measure, among them those that step
     * @param lengths takes what is measured
     */
    void step(boolean[] which, StepSize[] sizes, boolean[] measured, StepLengths lengths);

    /** Ends an iteration: where lookahead moves its slow weights. */
    void synchronize(boolean[] which);

    /** Measures parameters: {@code norms} takes their 2-norms. */
    void parameterNorms(boolean[] which, double[] norms);
}
