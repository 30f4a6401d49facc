package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.Optional;

/**
 * When and how samples and the game itself are measured. None of it changes the training.
 *
 * @param everyIterations iterations between two measurements
 * @param samples generated samples in each
 * @param localDimensions size of the Krylov space in which the leading eigenvalues of an iteration are sought, if they are
 * @param dualityGapSteps updates of each player alone that the duality gap is estimated with, if it is
 */
public record EvaluationSpec(
        int everyIterations, int samples, Optional<Integer> localDimensions, Optional<Integer> dualityGapSteps) {
    public EvaluationSpec {
        require(
                everyIterations >= 1 && samples >= 1,
                "evaluation.every-iterations (%d) and evaluation.samples (%d) must each be at least 1."
                        .formatted(everyIterations, samples));
        localDimensions.ifPresent(dimensions -> require(
                dimensions >= 2,
                "evaluation.local-dimensions is %d, but a rotation needs at least 2. 20 is usual; leave it out to measure none."
                        .formatted(dimensions)));
        dualityGapSteps.ifPresent(steps -> require(
                steps >= 1,
                "evaluation.duality-gap-steps is %d, but it must be at least 1. 100 is usual; leave it out to measure none."
                        .formatted(steps)));
    }

    /** Samples alone. */
    public EvaluationSpec(int everyIterations, int samples) {
        this(everyIterations, samples, Optional.empty(), Optional.empty());
    }
}
