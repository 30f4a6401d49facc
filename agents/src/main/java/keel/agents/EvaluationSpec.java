package keel.agents;

import keel.training.InvalidConfigException;

/**
 * Evaluation on lanes and random streams of its own.
 *
 * @param everyEnvSteps environment steps between evaluations while training
 * @param episodes episodes of each of those
 * @param finalEpisodes episodes of those at the end, which give the run's scores
 * @param stochastic whether the policy is also evaluated as it acts while it learns, on as many episodes more
 */
public record EvaluationSpec(long everyEnvSteps, int episodes, int finalEpisodes, boolean stochastic) {
    public EvaluationSpec {
        InvalidConfigException.require(
                everyEnvSteps >= 1,
                "evaluation.every-env-steps is %d, but it is a distance in environment steps and must be at least 1."
                        .formatted(everyEnvSteps));
        InvalidConfigException.require(
                episodes >= 1 && finalEpisodes >= 1,
                "evaluation.episodes is %d and evaluation.final-episodes is %d, but a score needs at least 1 episode."
                        .formatted(episodes, finalEpisodes));
    }

    /** Only of the deterministic policy. */
    public EvaluationSpec(long everyEnvSteps, int episodes, int finalEpisodes) {
        this(everyEnvSteps, episodes, finalEpisodes, false);
    }
}
