package keel.training.optimizer;

/** Which optimiser a network uses, with its constants; the rate is the schedule's business. */
public sealed interface OptimizerSpec permits AdamSpec {
    /** Name in configuration files. */
    String type();
}
