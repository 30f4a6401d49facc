package keel.training.optimizer;

import java.util.List;
import keel.training.checkpoint.MemberState;

/** Turns gradients into parameter changes, member by member. State lives in flat {@code [P,n]} arrays. */
public sealed interface Optimizer extends MemberState permits Adam {
    /**
     * One step of one member, in place. The rate is positive: a rate of 0 means the caller skips the step, so that parameters
     * and moments stay as they are.
     *
     * @param parameters {@code [P,n]}
     * @param gradients {@code [P,n]}
     */
    void step(int member, float[] parameters, float[] gradients, double rate);

    /** Forgets what a warm restart should forget. */
    void reset(int member, RestartReset what);

    /** An optimiser for a cohort whose members may differ in constants but not in kind. */
    static Optimizer create(List<OptimizerSpec> specs, int parameterCount) {
        return new Adam(specs.stream().map(AdamSpec.class::cast).toList(), parameterCount);
    }
}
