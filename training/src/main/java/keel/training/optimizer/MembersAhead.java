package keel.training.optimizer;

/** Which members of an extragradient optimiser are at the point ahead, between their extrapolation and their step. */
public final class MembersAhead {
    private final boolean[] ahead;

    /** None of P members. */
    public MembersAhead(int members) {
        ahead = new boolean[members];
    }

    /** By member, live: to be read. */
    public boolean[] which() {
        return ahead;
    }

    /** Whether a member is there. */
    public boolean contains(int member) {
        return ahead[member];
    }

    /** A member is extrapolated, which must not be ahead already. */
    public void extrapolate(int member) {
        requireOwn(member);
        ahead[member] = true;
    }

    /**
     * Throws unless a member may be extrapolated.
     *
     * @throws IllegalStateException if it is ahead already
     */
    public void requireOwn(int member) {
        if (ahead[member]) {
            throw new IllegalStateException(
                    "member %d is extrapolated already; step or retract before the next extrapolation"
                            .formatted(member));
        }
    }

    /**
     * A member steps, and is back.
     *
     * @throws IllegalStateException if it was not extrapolated
     */
    public void step(int member) {
        if (!ahead[member]) {
            throw new IllegalStateException(
                    "member %d was not extrapolated; extragradient needs the gradient at the point ahead, so extrapolate before the step"
                            .formatted(member));
        }
        ahead[member] = false;
    }

    /** A member is back, whether it was ahead or not. */
    public void retract(int member) {
        ahead[member] = false;
    }

    /**
     * Throws unless a member may be saved.
     *
     * @throws IllegalStateException between extrapolation and step: a checkpoint is taken between iterations
     */
    public void requireBack(int member) {
        if (ahead[member]) {
            throw new IllegalStateException(
                    "member %d is extrapolated; save it after its step, when its parameters are its own"
                            .formatted(member));
        }
    }
}
