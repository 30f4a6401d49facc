package keel.agents.rl4j;

import keel.training.random.RandomStream;
import org.deeplearning4j.rl4j.environment.IActionSchema;

/** Actions numbered from 0. RL4J's own schema draws from ND4J's global random numbers; this one from a run's stream. */
final class StreamActions implements IActionSchema<Integer> {
    private final int options;
    private final RandomStream random;

    StreamActions(int options, RandomStream random) {
        this.options = options;
        this.random = random;
    }

    @Override
    public int getActionSpaceSize() {
        return options;
    }

    /** What RL4J calls the last action before there was one; no environment here sees it. */
    @Override
    public Integer getNoOp() {
        return 0;
    }

    @Override
    public Integer getRandomAction() {
        return random.nextInt(options);
    }
}
