package keel.training.optimizer;

/** Which optimiser a network uses, with its constants; the rate is the schedule's business. */
public sealed interface OptimizerSpec permits UpdateRule, ExtragradientSpec, LookaheadSpec {
    /** Name in configuration files. */
    String type();

    /** Specs of equal kind, which may differ in constants, can optimise members of one cohort. */
    default String kind() {
        return type();
    }

    /** Whether an update takes two gradients, the second at a point ahead. */
    default boolean extrapolates() {
        return false;
    }

    /** Whether a {@link StepSize} may carry this momentum (Adam's β₁) for one step. */
    boolean allowsMomentum(double momentum);
}
