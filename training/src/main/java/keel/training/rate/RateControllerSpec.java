package keel.training.rate;

/**
 * A rule that changes one network's rate by a metric of the same run. Unlike a schedule it has a state, so {@link #start} makes
 * one controller for each member of a cohort.
 */
public sealed interface RateControllerSpec permits AccuracyTarget, GapAware, ReduceOnPlateau, RestartOnPlateau {
    /** Name of the metric that it listens to, as in {@code metrics.jsonl}, such as {@code eval/return}. */
    String metric();

    /** For one member of a cohort, at its beginning. */
    RateController start();

    /** Name in configuration files, in kebab case. */
    String type();
}
