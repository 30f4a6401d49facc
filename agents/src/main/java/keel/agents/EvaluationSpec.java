package keel.agents;

import keel.training.InvalidConfigException;

/**
 * Deterministic evaluation on lanes and random streams of its own.
 *
 * @param everyEnvSteps environment steps between evaluations while training
 * @param episodes episodes of each of those
 * @param finalEpisodes episodes of the one at the end, which is the run's score
 */
public record EvaluationSpec(long everyEnvSteps, int episodes, int finalEpisodes) {
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
}
