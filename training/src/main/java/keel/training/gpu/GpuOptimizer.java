package keel.training.gpu;

import java.util.List;
import keel.training.checkpoint.MemberState;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.StepSize;
import keel.training.optimizer.UpdateRule;

/**
 * What {@link keel.training.optimizer.Optimizer} is on the heap, for some members at a time. Its memory stays on the device, and
 * its {@link MemberState} has the same entries, so that a checkpoint goes on on either.
 */
sealed interface GpuOptimizer extends MemberState, AutoCloseable permits GpuRules, GpuExtragradient, GpuLookahead {
    /** One step of the members in the list, each of its own size. */
    void step(GpuParameters parameters, MemberList which, StepSize[] sizes);

    /** Forgets what a warm restart of this member's rate asks for. */
    void reset(int member, RestartReset what);

    default boolean extrapolates() {
        return false;
    }

    /** Moves members to the point ahead. */
    default void extrapolate(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        throw new UnsupportedOperationException("this optimiser does not extrapolate; call step alone");
    }

    /** Takes a member back from the point ahead, if it is there. */
    default void retract(GpuParameters parameters, int member) {}

    /** Copies the parameters that every member's next step starts from: those of now or, while it is ahead, where it came from. */
    default void copyOwn(GpuParameters parameters, GpuBuffer to) {
        to.copy(parameters.current(), to.bytes());
    }

    /** Ends an iteration. */
    default void synchronize(GpuParameters parameters, boolean[] which) {}

    @Override
    void close();

    /** For members whose optimisers are of one kind. */
    static GpuOptimizer create(FlatArrays arrays, List<? extends OptimizerSpec> specs) {
        OptimizerSpec first = specs.get(0);
        if (first instanceof LookaheadSpec) {
            return new GpuLookahead(
                    arrays, specs.stream().map(LookaheadSpec.class::cast).toList());
        }
        if (first instanceof ExtragradientSpec) {
            return new GpuExtragradient(
                    arrays, specs.stream().map(ExtragradientSpec.class::cast).toList());
        }
        return new GpuRules(arrays, specs.stream().map(UpdateRule.class::cast).toList());
    }
}
