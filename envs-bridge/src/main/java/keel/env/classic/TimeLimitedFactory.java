package keel.env.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/**
 * Factory of a task under a time limit. Beside the task's own arguments it takes {@code max_episode_steps} (whole number;
 * −1 for no limit, as in {@code gymnasium.make}).
 */
abstract class TimeLimitedFactory implements EnvFactory {
    private static final String LIMIT = "max_episode_steps";

    private final EnvSpec spec;
    private final long defaultLimit;

    /** @param ownArguments of the task, beside the time limit */
    TimeLimitedFactory(String id, long defaultLimit, OptionalDouble rewardThreshold, String... ownArguments) {
        this.defaultLimit = defaultLimit;
        List<String> names = new ArrayList<>(List.of(ownArguments));
        names.add(LIMIT);
        spec = new EnvSpec(
                id, OptionalLong.of(defaultLimit), rewardThreshold, false, names, List.of(), OptionalDouble.empty());
    }

    /**
     * Reads the task's own arguments.
     *
     * @return makes the task of one lane
     */
    abstract Supplier<Task> tasks(Arguments arguments);

    @Override
    public final EnvSpec spec() {
        return spec;
    }

    @Override
    public final VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        Supplier<Task> made = tasks(arguments);
        long limit = arguments.wholeNumber(LIMIT).orElse(defaultLimit);
        if (limit < 1 && limit != -1) {
            throw arguments.refused(
                    LIMIT, "Argument '" + LIMIT + "' takes 1 and up, or -1 for no limit, but got " + limit + ".");
        }
        OptionalLong timeLimit = limit == -1 ? OptionalLong.empty() : OptionalLong.of(limit);
        Task[] tasks = new Task[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            tasks[lane] = made.get();
        }
        return new TaskVectorEnv(spec, tasks, timeLimit, autoreset);
    }
}
