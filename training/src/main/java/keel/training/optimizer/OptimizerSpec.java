package keel.training.optimizer;

import java.util.List;
import keel.training.InvalidConfigException;

/** Which optimiser a network uses, with its constants; the rate is the schedule's business. */
public sealed interface OptimizerSpec permits UpdateRule, ExtragradientSpec, LookaheadSpec {
    /** Name in configuration files. */
    String type();

    /** What members of one cohort must have in common: the type and, of one that wraps another, that one's kind. */
    default String kind() {
        return type();
    }

    /** Whether an update takes two gradients, the second at a point ahead. */
    default boolean extrapolates() {
        return false;
    }

    /** Whether a {@link StepSize} may carry this momentum (Adam's β₁) for one step. */
    boolean allowsMomentum(double momentum);

    /**
     * Throws unless all are of one class.
     *
     * @throws InvalidConfigException naming two that differ
     */
    static void requireOneClass(List<? extends OptimizerSpec> specs) {
        OptimizerSpec first = specs.get(0);
        for (OptimizerSpec spec : specs) {
            InvalidConfigException.require(
                    spec.getClass() == first.getClass(),
                    "a cohort has members with optimisers %s and %s, but it trains as one program and needs one kind. Train them as two cohorts."
                            .formatted(first.type(), spec.type()));
        }
    }
}
