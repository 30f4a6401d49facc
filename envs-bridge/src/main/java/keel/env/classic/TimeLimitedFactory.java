package keel.env.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.task.BatchTask;
import keel.env.task.EpisodeLimit;
import keel.env.task.TaskVectorEnv;

/**
 * Factory of a task under a time limit. Beside the task's own arguments it takes {@code max_episode_steps} (whole number;
 * −1 for no limit, as in {@code gymnasium.make}).
 */
abstract class TimeLimitedFactory implements EnvFactory {
    private final EnvSpec spec;

    /**
     * @param picturesPerSecond at which a video shows the task at its own pace
     * @param ownArguments of the task, beside the time limit
     */
    TimeLimitedFactory(
            String id,
            long defaultLimit,
            OptionalDouble rewardThreshold,
            double picturesPerSecond,
            String... ownArguments) {
        List<String> names = new ArrayList<>(List.of(ownArguments));
        names.add(EpisodeLimit.ARGUMENT);
        spec = new EnvSpec(
                        id,
                        OptionalLong.of(defaultLimit),
                        rewardThreshold,
                        false,
                        names,
                        List.of(),
                        OptionalDouble.empty())
                .drawn(picturesPerSecond);
    }

    /** Reads the task's own arguments and makes the task of these lanes. */
    abstract BatchTask task(Arguments arguments, int lanes);

    @Override
    public final EnvSpec spec() {
        return spec;
    }

    @Override
    public final VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        BatchTask task = task(arguments, lanes);
        return new TaskVectorEnv(spec, task, EpisodeLimit.of(arguments, spec.maxEpisodeSteps()), autoreset, render);
    }
}
