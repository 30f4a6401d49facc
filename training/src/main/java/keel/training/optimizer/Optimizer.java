package keel.training.optimizer;

import java.util.List;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.MemberState;

/**
 * Turns gradients into parameter changes, member by member. Everything is in flat arrays {@code [P,n]}; a call changes nothing
 * of other members, and a member goes the same way, bit for bit, alone or among others.
 *
 * <p>One iteration of a game of two players is, for each player: {@link #extrapolate} with the gradient here if it {@link
 * #extrapolates}, {@link #step} with the gradient there, and {@link #synchronize} once both have stepped. A single network
 * needs no more than {@link #step}, unless its optimiser extrapolates.
 */
public sealed interface Optimizer extends MemberState permits RuleOptimizer, Extragradient, Lookahead {
    /**
     * One step of one member, in place. Its step count advances by one, also if every layer's multiplier is 0.
     *
     * @param parameters {@code [P,n]}
     * @param gradients {@code [P,n]}, left as they are
     * @throws InvalidConfigException if the size carries a momentum that this kind does not allow, or multipliers for another
     *     number of parameters
     */
    void step(int member, float[] parameters, float[] gradients, StepSize size);

    /** Forgets what a warm restart of this member's rate asks for. */
    void reset(int member, RestartReset what);

    /** Whether {@link #extrapolate} must come before every {@link #step}. */
    default boolean extrapolates() {
        return false;
    }

    /**
     * Moves a member's parameters to a point ahead, where the gradient for {@link #step} is to be taken.
     *
     * @param parameters {@code [P,n]}
     * @param gradients {@code [P,n]}, at the parameters as they are
     * @throws UnsupportedOperationException unless it {@link #extrapolates}
     */
    default void extrapolate(int member, float[] parameters, float[] gradients, StepSize size) {
        throw new UnsupportedOperationException("this optimiser does not extrapolate; call step alone");
    }

    /** Takes a member's parameters back from the point ahead, if they are there: for a member that will not step. */
    default void retract(int member, float[] parameters) {}

    /**
     * Copies the parameters that a member's next step starts from: those here or, while it is ahead, those it came from.
     *
     * @param parameters {@code [P,n]}
     * @param to takes n numbers
     */
    default void copyOwn(int member, float[] parameters, float[] to) {
        System.arraycopy(parameters, member * to.length, to, 0, to.length);
    }

    /**
     * Ends an iteration of one member, after all networks have stepped.
     *
     * @param parameters {@code [P,n]}
     * @return whether parameters changed
     */
    default boolean synchronize(int member, float[] parameters) {
        return false;
    }

    /**
     * An optimiser for a cohort whose members may differ in constants but not in kind.
     *
     * @param specs one a member
     * @param parameterCount n
     * @throws InvalidConfigException if kinds differ
     */
    static Optimizer create(List<? extends OptimizerSpec> specs, int parameterCount) {
        OptimizerSpec first = specs.get(0);
        OptimizerSpec.requireOneClass(specs);
        if (first instanceof LookaheadSpec) {
            return new Lookahead(specs.stream().map(LookaheadSpec.class::cast).toList(), parameterCount);
        }
        if (first instanceof ExtragradientSpec) {
            return new Extragradient(
                    specs.stream().map(ExtragradientSpec.class::cast).toList(), parameterCount);
        }
        return new RuleOptimizer(specs.stream().map(UpdateRule.class::cast).toList(), parameterCount);
    }
}
