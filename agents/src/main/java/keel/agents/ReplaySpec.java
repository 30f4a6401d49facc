package keel.agents;

import static keel.training.InvalidConfigException.require;

import java.util.OptionalLong;

/**
 * How an algorithm that remembers transitions gathers them and learns from them.
 *
 * @param bufferSize transitions the replay buffer holds
 * @param batch transitions in one update
 * @param learningStarts environment steps before the first update, of random actions
 * @param trainEveryEnvSteps environment steps between two bursts of updates
 * @param gradientSteps updates in one burst
 */
public record ReplaySpec(int bufferSize, int batch, long learningStarts, int trainEveryEnvSteps, int gradientSteps) {
    public ReplaySpec {
        require(batch >= 1, "batch is %d, but an update needs at least 1 transition.".formatted(batch));
        require(
                bufferSize >= batch,
                "buffer-size is %d, below batch (%d): the buffer could never fill one batch. Make it larger."
                        .formatted(bufferSize, batch));
        require(
                learningStarts >= 0,
                "learning-starts is %d, but it counts environment steps and must be >= 0.".formatted(learningStarts));
        require(
                trainEveryEnvSteps >= 1 && gradientSteps >= 1,
                "train-every-env-steps (%d) and gradient-steps (%d) must each be at least 1."
                        .formatted(trainEveryEnvSteps, gradientSteps));
    }

    /** Updates over a whole run: a burst for every full round of steps of all lanes that ends after the learning's start. */
    OptionalLong expectedUpdates(AgentSpec.CommonSpec common) {
        long lanes = common.environment().lanes();
        long round = Math.max(1, trainEveryEnvSteps / lanes) * lanes;
        long rounds = common.environmentSteps() / round;
        long before = Math.min(rounds, Math.max(0, learningStarts - 1) / round);
        return OptionalLong.of((rounds - before) * gradientSteps);
    }

    /** Transitions that a member keeps at a time: no more than it ever sees. */
    public int capacity(AgentSpec.CommonSpec common) {
        return (int) Math.min(bufferSize, Math.max(batch, common.environmentSteps()));
    }
}
